"""A locustfile as the load of a stack: Stackmark sets the host, and the users if the level has any."""

from locust import FastHttpUser, between, task


class Shopper(FastHttpUser):
    wait_time = between(0.2, 0.5)

    @task(1)
    def home(self):
        self.client.get("/")

    @task(3)
    def product(self):
        self.client.get("/product/OLJCESPC7Z", name="/product/:id")
