"""Gradients with one thread: {"recipe", "batch", "durationMs"} -> {"medianMs"} of upload, forward, backward and reading back."""
import time

import numpy as np
import torch
from torch import nn

from models import build
from session import serve

torch.set_num_threads(1)
samples = torch.from_numpy(np.random.default_rng(0).integers(0, 256, (2048, 784), dtype=np.uint8))
labels = torch.arange(2048) % 10
models = {}


def step(model, loss, flat, batch, number):
    start = time.perf_counter()
    index = (torch.arange(batch) + number * batch) % 2048
    model.zero_grad(set_to_none=True)
    loss(model(samples[index].float() / 255), labels[index]).backward()
    offset = 0
    for parameter in model.parameters():
        flat[offset : offset + parameter.numel()] = parameter.grad.reshape(-1)
        offset += parameter.numel()
    return (time.perf_counter() - start) * 1e3


def answer(request):
    recipe, batch = request["recipe"], request["batch"]
    model = models.setdefault(recipe, build(recipe))
    loss = nn.CrossEntropyLoss(reduction="sum")
    flat = torch.empty(sum(parameter.numel() for parameter in model.parameters()))
    for number in range(12):
        step(model, loss, flat, batch, number)
    ms = []
    end = time.perf_counter() + request["durationMs"] / 1e3
    while time.perf_counter() < end or len(ms) < 5:
        ms.append(step(model, loss, flat, batch, len(ms)))
    return {"medianMs": float(np.median(ms))}


serve(answer)
