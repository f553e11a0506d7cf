"""What a worker of RQ does."""
import time


def work(seconds):
    time.sleep(seconds)


def fail():
    raise ValueError("on purpose")
