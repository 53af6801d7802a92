// A page with three words, each of which it asks the words' service for, one after the other.
import { Agent, createServer, get } from "node:http";

const WORDS = 3;
const [url, port] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true });

createServer(async (request, response) => {
  if (request.url !== "/hello") return response.writeHead(404).end();
  try {
    const words = [];
    for (let number = 0; number < WORDS; number++) words.push(await word(number));
    response.writeHead(200, { "content-type": "text/plain" }).end(`${words.join(" ")}\n`);
  } catch (error) {
    response.writeHead(502).end(`${error.message}\n`);
  }
}).listen(Number(port), "127.0.0.1", () => console.log(`page on port ${port}, words at ${url}`));

/** @returns {Promise<string>} */
function word(number) {
  return new Promise((resolve, reject) => {
    const asked = get(`${url}/words/${number}`, { agent }, (answer) => {
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (part) => (text += part));
      answer.on("end", () => resolve(JSON.parse(text).word));
    });
    asked.on("error", reject);
  });
}
