// A checkpoint of the course in the reader's browser: loaded on demand, then asked. Every function
// answers as the one of the same name in helpers/ does; tests compare the numbers.
"use strict";

const exhibits = { files: {}, data: {}, run: {}, loaded: null };
exhibits.home = new URL(".", document.currentScript.src).href;

// What a reader can put right, in a sentence.
exhibits.Refused = class extends Error {};

// Files come as scripts: a page that was opened from a folder may load nothing else.
exhibits.script = (name) =>
  new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = exhibits.home + name;
    script.onload = resolve;
    script.onerror = () => reject(new Error(`${name} could not be loaded.`));
    document.head.append(script);
  });

exhibits.bytes = async (name) => {
  const packed = Uint8Array.from(atob(exhibits.files[name]), (letter) => letter.charCodeAt(0));
  delete exhibits.files[name];
  const unzipped = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(unzipped).arrayBuffer());
};

exhibits.module = async (name) => {
  const code = new Blob([await exhibits.bytes(name)], { type: "text/javascript" });
  const address = URL.createObjectURL(code);
  const found = await import(address);
  URL.revokeObjectURL(address);
  return found;
};

exhibits.load = async (name) => {
  await exhibits.script("runtime.js");
  await exhibits.script(`${name}.js`);
  const runtime = await exhibits.module("onnxruntime");
  runtime.env.wasm.numThreads = 1; // more would need headers that few static hosts send
  runtime.env.wasm.wasmBinary = await exhibits.bytes("wasm");
  const { Tokenizer } = await exhibits.module("tokenizers");
  const text = new TextDecoder();
  const parsed = JSON.parse(text.decode(await exhibits.bytes("tokenizer")));
  const { longest } = JSON.parse(text.decode(await exhibits.bytes("config")));
  const session = await runtime.InferenceSession.create(await exhibits.bytes("model"));
  return new exhibits.Model(runtime, session, parsed, Tokenizer, longest);
};

// Chinese signs beyond the first 65,536 characters, which the tokenizer's library overlooks.
exhibits.FAR_SIGNS =
  /[\u{20000}-\u{2a6df}\u{2a700}-\u{2b81f}\u{2b920}-\u{2ceaf}\u{2f800}-\u{2fa1f}]/gu;

exhibits.Model = class {
  constructor(runtime, session, parsed, Tokenizer, longest) {
    const tokenizer = new Tokenizer(parsed, {});
    Object.assign(this, { runtime, session, tokenizer, longest });
    this.parts = Boolean(parsed.normalizer?.handle_chinese_chars); // a token for each such sign
    this.special = Object.fromEntries(
      ["[CLS]", "[SEP]", "[MASK]"].map((mark) => [mark, tokenizer.token_to_id(mark)]),
    );
  }

  // Token ids with [CLS] in front and [SEP] at the end, as `tokenizer(text)`.
  whole(text) {
    return this.tokenizer.encode(this.parts ? text.replace(exhibits.FAR_SIGNS, " $& ") : text).ids;
  }

  // Without [SEP], as `context.encoding.encode`.
  encode(text) {
    return this.whole(text).slice(0, -1);
  }

  // A function: place → log-probabilities of the token after it (or at it, for a mask), in nats.
  async read(ids) {
    if (ids.length > this.longest) {
      throw new exhibits.Refused(
        `The text has ${ids.length} tokens; this model reads at most ${this.longest}. Shorten it.`,
      );
    }
    const given = new this.runtime.Tensor("int64", BigInt64Array.from(ids, BigInt), [
      1,
      ids.length,
    ]);
    const { logits } = await this.session.run({ ids: given });
    const [, , width] = logits.dims;
    return (place) => {
      const row = logits.data.subarray(place * width, (place + 1) * width);
      const highest = row.reduce((a, b) => Math.max(a, b));
      const total = row.reduce((sum, one) => sum + Math.exp(one - highest), 0);
      return Array.from(row, (one) => one - highest - Math.log(total));
    };
  }

  // The likeliest tokens for the first [MASK]: pairs of token and probability.
  async fill(text, top = 5) {
    const ids = this.whole(text);
    const place = ids.indexOf(this.special["[MASK]"]);
    if (place < 0) {
      throw new exhibits.Refused(
        "Write [MASK] where the model should fill in a word, in capitals.",
      );
    }
    const logP = (await this.read(ids))(place);
    return logP
      .map((one, id) => [this.tokenizer.id_to_token(id), Math.exp(one)])
      .sort((a, b) => b[1] - a[1])
      .slice(0, top);
  }

  // The share of probability that each candidate has after the prompt, as `scoring.classify`.
  // A prompt and a candidate are cut into tokens together.
  async classify(prompt, candidates, end = "") {
    const rows = candidates.map((candidate) => this.encode(prompt + candidate + end));
    const alone = this.encode(prompt);
    const shared = rows.map((row) => alone.findIndex((id, place) => row[place] !== id));
    const start = Math.min(...shared.map((place) => (place < 0 ? alone.length : place)));
    const scores = [];
    for (const row of rows) {
      const logP = await this.read(row);
      scores.push(row.slice(start).reduce((sum, id, i) => sum + logP(start + i - 1)[id], 0));
    }
    const highest = Math.max(...scores);
    const shares = scores.map((score) => Math.exp(score - highest));
    const total = shares.reduce((a, b) => a + b);
    return shares.map((share) => share / total);
  }

  // The likeliest token is added until a full stop: pairs of token and probability.
  async write(prompt, most = 12) {
    const ids = this.encode(prompt);
    const written = [];
    while (written.length < most) {
      const logP = (await this.read(ids))(ids.length - 1);
      const best = logP.indexOf(Math.max(...logP));
      if (best === this.special["[SEP]"]) break;
      ids.push(best);
      written.push([this.tokenizer.id_to_token(best), Math.exp(logP[best])]);
      if (written.at(-1)[0] === ".") break;
    }
    return written;
  }
};

// WordPiece's pieces as a text, without the full stop.
exhibits.text = (tokens) =>
  tokens
    .map((token) => (token.startsWith("##") ? token.slice(2) : ` ${token}`))
    .join("")
    .replace(/ ?\.$/, "")
    .trim();
