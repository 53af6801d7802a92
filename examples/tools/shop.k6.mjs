// A k6 script as the load of a stack: Stackmark sets TARGET, and keeps the thresholds.
import { check, sleep } from "k6";
import http from "k6/http";

export const options = {
  vus: 5,
  duration: "10s",
  thresholds: {
    http_req_duration: ["p(95)<500"],
    http_req_failed: ["rate<0.01"],
  },
};

export default function () {
  const home = http.get(`${__ENV.TARGET}/`, { tags: { name: "/" } });
  check(home, { "home is there": ({ status }) => status === 200 });
  http.get(`${__ENV.TARGET}/product/OLJCESPC7Z`, { tags: { name: "/product/:id" } });
  sleep(0.2 + Math.random() * 0.3);
}
