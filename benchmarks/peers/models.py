"""The built-in recipes as PyTorch models: the same layers, Glorot-uniform kernels and zero biases."""
from torch import nn


def dense(*sizes):
    layers = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        layers += [nn.Linear(inputs, outputs), nn.ReLU()]
    return layers[:-1]


def build(recipe):
    if recipe == "mnist-cnn":
        layers = [nn.Unflatten(1, (1, 28, 28)), nn.Conv2d(1, 10, 5), nn.ReLU(), nn.MaxPool2d(2)]
        layers += [nn.Conv2d(10, 20, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), *dense(320, 50, 10)]
    else:
        hidden = {"mnist-mlp-128": [128], "mnist-mlp-64x2": [64, 64], "mnist-mlp-256": [256]}.get(recipe)
        if hidden is None:
            raise ValueError(f"peers/models.py has no model for the recipe {recipe}")
        layers = dense(784, *hidden, 10)
    for layer in layers:
        if isinstance(layer, (nn.Linear, nn.Conv2d)):
            nn.init.xavier_uniform_(layer.weight)
            nn.init.zeros_(layer.bias)
    return nn.Sequential(*layers)
