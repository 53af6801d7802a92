import { sleep } from "k6";
import http from "k6/http";

export default function () {
  http.get(__ENV.URL);
  if (__ENV.THINK) sleep(1 + Math.random() * 9);
}
