"""One rank of gloo's all-reduce: {"rank", "ranks", "store"} as its argument, then requests as in src/all-reduce/all-reduce-rank.ts."""
import time

import torch
import torch.distributed as dist

from session import argument, serve

options = argument()
rank, ranks = options["rank"], options["ranks"]
torch.set_num_threads(1)


def turn(floats, warm_up, rounds):
    checked = torch.full((floats,), float(rank + 1))
    dist.all_reduce(checked)
    expected = ranks * (ranks + 1) / 2
    assert bool((checked == expected).all()), f"rank {rank}: gloo's sum is not {expected}"
    vector = torch.zeros(floats)
    for _ in range(warm_up):
        dist.all_reduce(vector)
    cpu = time.process_time()
    ms = []
    for _ in range(rounds):
        start = time.perf_counter()
        dist.all_reduce(vector)
        ms.append((time.perf_counter() - start) * 1e3)
    return {"ms": ms, "cpuMs": (time.process_time() - cpu) * 1e3}


def answer(request):
    if request["kind"] == "join":
        dist.init_process_group("gloo", init_method=f"file://{options['store']}", rank=rank, world_size=ranks)
        return {}
    return turn(request["floats"], request["warmUp"], request["rounds"])


serve(answer)
