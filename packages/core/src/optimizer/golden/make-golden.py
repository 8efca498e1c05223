"""Golden values of the optimizers, computed by PyTorch on the CPU in float32.

    python make-golden.py > pytorch.json        (made with torch 2.15.0)

Parameters and gradients come from the linear congruential generator below, exact in float32, so that the test makes the same ones.
Each case runs 50 steps; the parameters after some of them are written as shortest decimals of the float32 values.
"""

import json
import struct

import torch

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
]


def sequence(seed):
    """Multiples of 2^-23 in [-1, 1)."""
    state = seed
    while True:
        state = (1664525 * state + 1013904223) % 2**32
        yield (state >> 8) / 2**23 - 1


def vector(numbers):
    return torch.tensor([next(numbers) for _ in range(ELEMENTS)], dtype=torch.float32)


def shortest(value):
    """The shortest decimal that reads back as this float32."""
    for digits in range(1, 10):
        text = f"{value:.{digits}g}"
        if struct.pack("<f", float(text)) == struct.pack("<f", value):
            return float(text)
    return value


def run(settings, make):
    numbers = sequence(7)
    parameters = torch.nn.Parameter(vector(numbers))
    optimizer = make([parameters])
    after = {}
    for step in range(1, max(CHECKPOINTS) + 1):
        parameters.grad = vector(numbers)
        optimizer.step()
        if step in CHECKPOINTS:
            after[step] = [shortest(value) for value in parameters.tolist()]
    return {"settings": settings, "after": after}


print(json.dumps({"torch": torch.__version__.split("+")[0], "cases": [run(*case) for case in CASES]}, indent=1))
