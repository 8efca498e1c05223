"""Golden values of the optimizers, computed by Keras on the CPU in float32.

    KERAS_BACKEND=torch python make-keras.py > keras.json        (made with keras 3.15.1 on torch 2.15.0)

Parameters and gradients are those of make-golden.py. Each case runs 50 updates, 10 an epoch; `settings` are Lockstep's for the same
formula. Keras has the epsilon of Adam on the root before its bias correction and that of RMSprop under the root, so both are made small.
"""

import json

import keras
import numpy as np

from exact_numbers import sequence, shortest

ELEMENTS = 16
CHECKPOINTS = (1, 2, 10, 50)
O = keras.optimizers
EPS = 1e-12

CASES = [
    ({"name": "sgd", "learningRate": 0.05}, {}, lambda: O.SGD(0.05)),
    ({"name": "momentum", "learningRate": 0.02}, {}, lambda: O.SGD(0.02, momentum=0.9)),
    ({"name": "rmsprop", "learningRate": 0.001, "epsilon": EPS}, {}, lambda: O.RMSprop(0.001, rho=0.9, epsilon=EPS)),
    ({"name": "adam", "learningRate": 0.001, "epsilon": EPS}, {}, lambda: O.Adam(0.001, epsilon=EPS)),
    ({"name": "adamw", "learningRate": 0.01, "weightDecay": 0.3, "epsilon": EPS}, {}, lambda: O.AdamW(0.01, weight_decay=0.3, epsilon=EPS)),
    (
        {"name": "sgd", "learningRate": 0.05},
        {"schedule": {"name": "cosine"}, "clip": {"by": "value", "limit": 0.5}},
        lambda: O.SGD(O.schedules.CosineDecay(0.05, 50), clipvalue=0.5),
    ),
    (
        {"name": "adam", "learningRate": 0.001, "epsilon": EPS},
        {"schedule": {"name": "cosine", "min": 0.0001}, "clip": {"by": "norm", "limit": 1}},
        lambda: O.Adam(O.schedules.CosineDecay(0.001, 50, alpha=0.1), epsilon=EPS, global_clipnorm=1.0),
    ),
    (
        {"name": "rmsprop", "learningRate": 0.001, "epsilon": EPS},
        {"schedule": {"name": "step", "every": {"epochs": 1}, "factor": 0.5}},
        lambda: O.RMSprop(O.schedules.ExponentialDecay(0.001, 10, 0.5, staircase=True), rho=0.9, epsilon=EPS),
    ),
]


def vector(numbers):
    return np.array([next(numbers) for _ in range(ELEMENTS)], dtype=np.float32)


def run(settings, more, make):
    numbers = sequence(7)
    parameters = keras.Variable(vector(numbers))
    optimizer = make()
    optimizer.build([parameters])
    after = {}
    for step in range(1, max(CHECKPOINTS) + 1):
        optimizer.apply([keras.ops.convert_to_tensor(vector(numbers))], [parameters])
        if step in CHECKPOINTS:
            after[step] = [shortest(value) for value in keras.ops.convert_to_numpy(parameters.value).tolist()]
    return {"settings": settings, **more, "after": after}


print(json.dumps({"keras": keras.__version__, "cases": [run(*case) for case in CASES]}, indent=1))
