"""Numbers that every generator and the tests can make again, and how they are written down."""
import struct


def sequence(seed):
    """Multiples of 2^-23 in [-1, 1)."""
    state = seed
    while True:
        state = (1664525 * state + 1013904223) % 2**32
        yield (state >> 8) / 2**23 - 1


def shortest(value):
    """The shortest decimal that reads back as this float32."""
    for digits in range(1, 10):
        text = f"{value:.{digits}g}"
        if struct.pack("<f", float(text)) == struct.pack("<f", value):
            return float(text)
    return value
