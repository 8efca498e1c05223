import { execFileSync } from "node:child_process";
import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { greyPng } from "./png/png-files.test.fixture.ts";
import { readDigit } from "./read-digit.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "lockstep-digit-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function refusal(file: string): Promise<unknown> {
  return readDigit(file, 28).then(
    () => "none",
    (error: unknown) => error,
  );
}

describe("readDigit", () => {
  it("reads a PNG file", async () => {
    const file = path.join(folder, "bar.png");
    await writeFile(
      file,
      greyPng(50, 60, (x, y) => (x > 20 && x < 31 && y > 9 && y < 50 ? 0 : 255)),
    );
    const digit = await readDigit(file, 28);
    expect(digit).toHaveLength(784);
    expect(digit[14 * 28 + 14]).toBe(255);
    expect(digit[0]).toBe(0);
  });

  it("names what it cannot read", async () => {
    const file = (name: string): string => path.join(folder, name);
    await writeFile(file("text.png"), "not an image");
    await writeFile(
      file("blank.png"),
      greyPng(30, 30, () => 200),
    );
    await writeFile(file("large.png"), "");
    await truncate(file("large.png"), 2 ** 26 + 1);
    execFileSync("mkfifo", [file("pipe.png")]);
    for (const [name, message] of [
      ["absent.png", /no such file/],
      ["text.png", /this is no PNG file/],
      ["blank.png", /shows nothing/],
      ["large.png", /67108865 bytes are too many/],
      ["pipe.png", /found something else/],
      ["text.png/inside.png", /cannot be opened/],
    ] as const) {
      expect(await refusal(file(name))).toMatchObject({ code: "data", message: expect.stringMatching(message) as string });
      expect(String(await refusal(file(name)))).toContain(file(name));
    }
    expect(await refusal(folder)).toMatchObject({
      code: "data",
      message: expect.stringMatching(/expected a file, found a folder/) as string,
    });
  });
});
