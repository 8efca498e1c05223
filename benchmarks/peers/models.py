"""The built-in recipes as PyTorch models: the same layers, Glorot-uniform kernels and zero biases."""
from torch import nn


def dense(*sizes):
    layers = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        layers += [nn.Linear(inputs, outputs), nn.ReLU()]
    return layers[:-1]


def image():
    return nn.Unflatten(1, (1, 28, 28))


def convolution(inputs, outputs):
    return [nn.Conv2d(inputs, outputs, 5), nn.ReLU(), nn.MaxPool2d(2)]


def normalized(inputs, outputs):
    return [nn.Conv2d(inputs, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()]


def build(recipe):
    if recipe == "mnist-cnn":
        layers = [image(), *convolution(1, 10), *convolution(10, 20), nn.Flatten(), *dense(320, 50, 10)]
    elif recipe == "mnist-lenet":
        layers = [image(), *convolution(1, 32), *convolution(32, 64), nn.Flatten(), *dense(1024, 128, 10)]
    elif recipe == "mnist-cnn-bn":
        layers = [image(), *normalized(1, 32), *normalized(32, 32), nn.MaxPool2d(2)]
        layers += [*normalized(32, 64), *normalized(64, 64), nn.MaxPool2d(2), nn.Flatten(), *dense(3136, 10)]
    else:
        hidden = {"mnist-mlp-128": [128], "mnist-mlp-64x2": [64, 64], "mnist-mlp-256": [256], "mnist-mlp-256x2": [256, 256]}.get(recipe)
        if hidden is None:
            raise ValueError(f"peers/models.py has no model for the recipe {recipe}")
        layers = dense(784, *hidden, 10)
    for layer in layers:
        if isinstance(layer, (nn.Linear, nn.Conv2d)):
            nn.init.xavier_uniform_(layer.weight)
            if layer.bias is not None:
                nn.init.zeros_(layer.bias)
    return nn.Sequential(*layers)
