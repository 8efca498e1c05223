"""Golden values of the optimizers, with their weight decay, schedules and clipping, computed by PyTorch on the CPU in float32.

    python make-golden.py > pytorch.json        (made with torch 2.15.0)

Parameters and gradients come from the linear congruential generator of exact_numbers.py, exact in float32, so that the test makes the same ones.
Each case runs 50 updates, 10 an epoch; the parameters after some of them are written as shortest decimals of the float32 values.
"""

import json

import torch
from torch.nn.utils import clip_grad_norm_, clip_grad_value_
from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR, OneCycleLR, SequentialLR, StepLR

from exact_numbers import sequence, shortest

ELEMENTS = 16
CHECKPOINTS = (1, 2, 10, 50)

CASES = [
    ({"name": "sgd", "learningRate": 0.05}, lambda p: torch.optim.SGD(p, lr=0.05)),
    ({"name": "momentum", "learningRate": 0.02}, lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.9)),
    ({"name": "momentum", "learningRate": 0.02, "momentum": 0.5}, lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.5)),
    ({"name": "rmsprop", "learningRate": 0.001}, lambda p: torch.optim.RMSprop(p, lr=0.001, alpha=0.9, eps=1e-7)),
    ({"name": "rmsprop", "learningRate": 0.01, "decay": 0.99, "epsilon": 1e-4}, lambda p: torch.optim.RMSprop(p, lr=0.01, alpha=0.99, eps=1e-4)),
    ({"name": "adam", "learningRate": 0.001}, lambda p: torch.optim.Adam(p, lr=0.001, betas=(0.9, 0.999), eps=1e-8)),
    (
        {"name": "adam", "learningRate": 0.01, "beta1": 0.8, "beta2": 0.95, "epsilon": 1e-3},
        lambda p: torch.optim.Adam(p, lr=0.01, betas=(0.8, 0.95), eps=1e-3),
    ),
    ({"name": "adamw", "learningRate": 0.001}, lambda p: torch.optim.AdamW(p, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01)),
    ({"name": "adamw", "learningRate": 0.01, "weightDecay": 0.3}, lambda p: torch.optim.AdamW(p, lr=0.01, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.3)),
    ({"name": "sgd", "learningRate": 0.05, "weightDecay": 0.1}, lambda p: torch.optim.SGD(p, lr=0.05, weight_decay=0.1)),
    ({"name": "momentum", "learningRate": 0.02, "weightDecay": 0.1}, lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.9, weight_decay=0.1)),
    (
        {"name": "rmsprop", "learningRate": 0.001, "weightDecay": 0.1},
        lambda p: torch.optim.RMSprop(p, lr=0.001, alpha=0.9, eps=1e-7, weight_decay=0.1),
    ),
    ({"name": "adam", "learningRate": 0.001, "weightDecay": 0.1}, lambda p: torch.optim.Adam(p, lr=0.001, weight_decay=0.1)),
    (
        {"name": "sgd", "learningRate": 0.05},
        lambda p: torch.optim.SGD(p, lr=0.05),
        {"schedule": {"name": "step", "every": {"epochs": 1}, "factor": 0.5}},
        lambda o: StepLR(o, 10, 0.5),
    ),
    (
        {"name": "momentum", "learningRate": 0.02, "weightDecay": 0.1},
        lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.9, weight_decay=0.1),
        {"schedule": {"name": "one-cycle"}, "clip": {"by": "value", "limit": 0.5}},
        lambda o: OneCycleLR(o, 0.02, total_steps=50, cycle_momentum=False),
        lambda p: clip_grad_value_(p, 0.5),
    ),
    (
        {"name": "rmsprop", "learningRate": 0.001},
        lambda p: torch.optim.RMSprop(p, lr=0.001, alpha=0.9, eps=1e-7),
        {"schedule": {"name": "cosine", "min": 0.0001, "length": {"epochs": 5}}, "clip": {"by": "norm", "limit": 1}},
        lambda o: CosineAnnealingLR(o, 50, 0.0001),
        lambda p: clip_grad_norm_(p, 1.0),
    ),
    (
        {"name": "adam", "learningRate": 0.001, "weightDecay": 0.1},
        lambda p: torch.optim.Adam(p, lr=0.001, weight_decay=0.1),
        {"schedule": {"name": "cosine", "warmup": {"epochs": 1}}, "clip": {"by": "norm", "limit": 2}},
        lambda o: SequentialLR(o, [LinearLR(o, 0.1, total_iters=9), CosineAnnealingLR(o, 40)], [10]),
        lambda p: clip_grad_norm_(p, 2.0),
    ),
    (
        {"name": "adamw", "learningRate": 0.01, "weightDecay": 0.3},
        lambda p: torch.optim.AdamW(p, lr=0.01, weight_decay=0.3),
        {"schedule": {"name": "cosine", "warmup": {"steps": 5}}, "clip": {"by": "norm", "limit": 100}},
        lambda o: SequentialLR(o, [LinearLR(o, 0.2, total_iters=4), CosineAnnealingLR(o, 45)], [5]),
        lambda p: clip_grad_norm_(p, 100.0),
    ),
]


def vector(numbers):
    return torch.tensor([next(numbers) for _ in range(ELEMENTS)], dtype=torch.float32)


def run(settings, make, more=None, schedule=None, clip=None):
    numbers = sequence(7)
    parameters = torch.nn.Parameter(vector(numbers))
    optimizer = make([parameters])
    scheduler = schedule(optimizer) if schedule else None
    after = {}
    for step in range(1, max(CHECKPOINTS) + 1):
        parameters.grad = vector(numbers)
        if clip:
            clip([parameters])
        optimizer.step()
        if scheduler:
            scheduler.step()
        if step in CHECKPOINTS:
            after[step] = [shortest(value) for value in parameters.tolist()]
    return {"settings": settings, **(more or {}), "after": after}


print(json.dumps({"torch": torch.__version__.split("+")[0], "cases": [run(*case) for case in CASES]}, indent=1))
