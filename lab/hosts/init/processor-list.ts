/** The numbers of a list of processors, such as `0-3,8`. */
export const parseProcessors = (list: string): number[] =>
  list
    .trim()
    .split(",")
    .flatMap((range) => {
      const [first, last = first] = range.split("-").map(Number);
      return Array.from({ length: last! - first! + 1 }, (_, index) => first! + index);
    });
