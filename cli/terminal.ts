/** Text from users, files and targets, as it may be put on a terminal: without characters that could move the cursor or hide text. */
export const printable = (text: string): string =>
  // eslint-disable-next-line no-control-regex
  text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, "�");
