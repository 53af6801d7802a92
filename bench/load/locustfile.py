import os

from locust import FastHttpUser, between, constant, task


class Visitor(FastHttpUser):
    wait_time = between(1, 10) if os.environ.get("THINK") else constant(0)

    @task
    def index(self):
        self.client.get("/")
