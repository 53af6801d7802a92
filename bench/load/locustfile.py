from locust import FastHttpUser, task


class Visitor(FastHttpUser):
    @task
    def index(self):
        self.client.get("/")
