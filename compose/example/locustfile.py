"""People who use the example application: most ask for something fast, some for something new."""

import random

from locust import HttpUser, between, task


class Visitor(HttpUser):
    wait_time = between(0.5, 3)

    @task(6)
    def fast(self):
        self.create("fast")

    @task(3)
    def balanced(self):
        self.create("balanced")

    @task(1)
    def creative(self):
        self.create("creative")

    def create(self, mode: str):
        key = int(random.paretovariate(1)) % 1000
        self.client.post(f"/api/v1/dna/create?mode={mode}&key={key}", name=f"/api/v1/dna/create {mode}")
