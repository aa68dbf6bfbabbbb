// Bundles the pen into one file of the Python package, with the hash of what it was made from, and the licences of what is in it.
// `make pen` calls it; the packages lie where NODE_PATH says.

const { createHash } = require("node:crypto");
const { readFileSync, readdirSync, writeFileSync } = require("node:fs");
const path = require("node:path");
const esbuild = require("esbuild");

const here = __dirname, out = path.join(here, "..", "static");
const sources = ["build.cjs", "package-lock.json", "package.json", ...["licences", "src"].flatMap((folder) => readdirSync(path.join(here, folder)).sort().map((name) => `${folder}/${name}`))];
const hash = createHash("sha256");
for (const name of sources) hash.update(name).update("\0").update(readFileSync(path.join(here, name))).update("\0");

const result = esbuild.buildSync({
  nodePaths: (process.env.NODE_PATH ?? "").split(path.delimiter).map((folder) => path.resolve(folder)),
  entryPoints: [path.join(here, "src", "pen.js")],
  outfile: path.join(out, "pen.js"),
  banner: { js: `/* Made by \`make pen\` from kb/pages/pen; licences in pen.licences.txt. sources ${hash.digest("hex")} */` },
  bundle: true,
  minify: true,
  charset: "utf8",
  format: "esm",
  target: "es2022",
  legalComments: "none",
  metafile: true,
});

const packages = new Map();
for (const input of Object.keys(result.metafile.inputs)) {
  const match = /^(.*node_modules\/((?:@[^/]+\/)?[^/]+))\//.exec(path.resolve(input));
  if (match) packages.set(match[2], match[1]);
}
const texts = [...packages].sort().map(([name, folder]) => {
  const about = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
  // A package that was published without its licence has it here, as its repository has it.
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = readFileSync(file ? path.join(folder, file) : path.join(here, "licences", `${name.replace("@", "").replace("/", "-")}.txt`), "utf8").trim();
  return `${name} ${about.version} (${about.license})\n\n${text}\n`;
});
writeFileSync(path.join(out, "pen.licences.txt"), texts.join(`\n${"-".repeat(72)}\n\n`));
