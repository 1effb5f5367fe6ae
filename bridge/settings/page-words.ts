const words: readonly (readonly [RegExp, string])[] = [
  [/ ?\(OPENAI_BASE_URL\)/g, ""],
  [/, or raise --model-timeout-s/g, ""],
  [/--base-url/g, "the base URL"],
  [/OPENAI_API_KEY/g, "the key"],
  [/another (?:the )?--model\b/g, "another model"],
  [/(?:Give one|Give another) with --model\b/g, "Choose another model"],
  [/--model\b/g, "the model"],
  [/--robot\b/g, "the robot's address"],
  [/, or leave --mode out/g, ""],
  [/Pass one of them to --scene/g, "Choose one of them"],
];

/** An error that names options of the command line, in words for who has a page in front of them. */
export const inPageWords = (text: string): string =>
  words.reduce((said, [option, by]) => said.replaceAll(option, by), text);
