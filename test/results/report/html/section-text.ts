/** The text of a section of a report, without markup. */
export const sectionText = (page: string, section: string) => {
  const from = page.indexOf(`<section id="${section}"`);
  return page
    .slice(from, page.indexOf("</section>", from))
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ");
};
