"""The scenario `boutique` (loadgen/scenario/boutique.ts) for Locust: the same tasks, weights, think times and forms."""

import random

from locust import FastHttpUser, between, task

PRODUCTS = [
    "0PUK6V6EV0", "1YMWWN1N4O", "2ZYFJ3GM2N", "66VCHSJNUP", "6E92ZMYYFZ",
    "9SIQT8TOJO", "L9ECAV7KIM", "LS4PSXUNUM", "OLJCESPC7Z",
]
CURRENCIES = ["EUR", "USD", "JPY", "CAD", "GBP", "TRY"]
PLACES = [("Springfield", "IL", 62701), ("Portland", "OR", 97201), ("Austin", "TX", 73301)]


class Shopper(FastHttpUser):
    wait_time = between(1, 10)

    def on_start(self):
        self.index()

    @task(1)
    def index(self):
        self.client.get("/")

    @task(2)
    def set_currency(self):
        self.client.post("/setCurrency", {"currency_code": random.choice(CURRENCIES)})

    @task(10)
    def browse_product(self):
        self.client.get(f"/product/{random.choice(PRODUCTS)}", name="/product/:id")

    @task(2)
    def add_to_cart(self):
        product = random.choice(PRODUCTS)
        self.client.get(f"/product/{product}", name="/product/:id")
        self.client.post("/cart", {"product_id": product, "quantity": random.randint(1, 10)})

    @task(3)
    def view_cart(self):
        self.client.get("/cart")

    @task(1)
    def checkout(self):
        self.add_to_cart()
        city, state, zip_code = random.choice(PLACES)
        self.client.post(
            "/cart/checkout",
            {
                "email": f"user{random.randint(1, 10**6)}@example.com",
                "street_address": f"{random.randint(1, 999)} Main Street",
                "zip_code": zip_code,
                "city": city,
                "state": state,
                "country": "United States",
                "credit_card_number": "4111111111111111",
                "credit_card_expiration_month": random.randint(1, 12),
                "credit_card_expiration_year": 2030,
                "credit_card_cvv": random.randint(100, 999),
            },
        )
