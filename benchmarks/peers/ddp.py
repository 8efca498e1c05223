"""One rank of PyTorch's DistributedDataParallel over gloo, as its users write it: {"rank", "ranks", "store", "data"} as its argument.

A request {"recipe", "batch", "epochs", "seed"} trains anew: the global batch indexed out of bytes in memory, forward, cross-entropy, backward
with the all-reduce in it, Adam; every epoch ends with a test that the ranks share. The reply has, with times in seconds from the first
step's beginning: the end of each step, and the end and test accuracy of each epoch.
"""
import os
import time

import numpy as np
import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel

from models import build
from session import argument, serve

options = argument()
rank, ranks = options["rank"], options["ranks"]
torch.set_num_threads(1)
test_batch = 1000


def images_and_labels(split):
    def read(kind, header):
        return np.fromfile(os.path.join(options["data"], f"{split}-{kind}-ubyte"), dtype=np.uint8)[header:].copy()

    labels = read("labels-idx1", 8)
    return torch.from_numpy(read("images-idx3", 16).reshape(len(labels), 784)), torch.from_numpy(labels.astype(np.int64))


images, labels = images_and_labels("train")
test_images, test_labels = (part[rank::ranks] for part in images_and_labels("t10k"))


def test(model):
    counts = torch.zeros(2)
    with torch.no_grad():
        for first in range(0, len(test_labels), test_batch):
            found = model(test_images[first : first + test_batch].float() / 255).argmax(1)
            counts += torch.tensor([float((found == test_labels[first : first + test_batch]).sum()), float(len(found))])
    dist.all_reduce(counts)
    return float(counts[0] / counts[1])


def train(recipe, batch, epochs, seed):
    torch.manual_seed(seed)
    model = build(recipe)
    net = DistributedDataParallel(model)
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
    loss = nn.CrossEntropyLoss()
    ends, results = [], []
    dist.barrier()
    begin = time.perf_counter()
    for epoch in range(epochs):
        order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(seed + epoch))
        for first in range(0, len(labels), batch):
            index = order[first : first + batch][rank::ranks]
            optimizer.zero_grad(set_to_none=True)
            loss(net(images[index].float() / 255), labels[index]).backward()
            optimizer.step()
            ends.append(time.perf_counter() - begin)
        accuracy = test(model)
        results.append({"end": time.perf_counter() - begin, "accuracy": accuracy})
    return {"stepEnds": ends, "epochs": results, "samples": len(labels) * epochs}


def answer(request):
    if request["kind"] == "join":
        dist.init_process_group("gloo", init_method=f"file://{options['store']}", rank=rank, world_size=ranks)
        return {}
    return train(request["recipe"], request["batch"], request["epochs"], request["seed"])


serve(answer)
