"""Golden learning rates, computed by PyTorch in float64.

    python make-schedules.py > schedules.json        (made with torch 2.15.0)

Each case has the rates of 60 updates of a run with 10 updates an epoch.
"""

import json

import torch
from torch.optim.lr_scheduler import ConstantLR, CosineAnnealingLR, LinearLR, OneCycleLR, SequentialLR, StepLR

RATE = 0.003
UPDATES = 60


def warmed(optimizer, steps, after):
    return SequentialLR(optimizer, [LinearLR(optimizer, 1 / steps, total_iters=steps - 1), after], [steps])


CASES = [
    ({"name": "constant"}, lambda o: ConstantLR(o, 1)),
    ({"name": "constant", "warmup": {"steps": 7}}, lambda o: warmed(o, 7, ConstantLR(o, 1))),
    ({"name": "step", "every": {"epochs": 2}}, lambda o: StepLR(o, 20)),
    ({"name": "step", "every": {"steps": 3}, "factor": 0.9}, lambda o: StepLR(o, 3, 0.9)),
    ({"name": "step", "every": {"steps": 5}, "factor": 0.5, "warmup": {"epochs": 0.5}}, lambda o: warmed(o, 5, StepLR(o, 5, 0.5))),
    ({"name": "cosine"}, lambda o: CosineAnnealingLR(o, UPDATES)),
    ({"name": "cosine", "min": 0.0002}, lambda o: CosineAnnealingLR(o, UPDATES, 0.0002)),
    ({"name": "cosine", "warmup": {"epochs": 1}}, lambda o: warmed(o, 10, CosineAnnealingLR(o, UPDATES - 10))),
    ({"name": "cosine", "length": {"epochs": 7}}, lambda o: CosineAnnealingLR(o, 70)),
    ({"name": "one-cycle"}, lambda o: OneCycleLR(o, RATE, total_steps=UPDATES, cycle_momentum=False)),
    (
        {"name": "one-cycle", "rise": 0.45, "startDivisor": 10, "endDivisor": 100, "length": {"epochs": 7}},
        lambda o: OneCycleLR(o, RATE, total_steps=70, pct_start=0.45, div_factor=10, final_div_factor=100, cycle_momentum=False),
    ),
]


def rates(make):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=RATE)
    scheduler = make(optimizer)
    found = []
    for update in range(UPDATES):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if update + 1 < UPDATES:
            scheduler.step()
    return found


print(json.dumps({"torch": torch.__version__.split("+")[0], "cases": [{"schedule": s, "rates": rates(make)} for s, make in CASES]}, indent=1))
