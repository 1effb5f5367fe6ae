import { pickVerbs, putVerbs } from "./vocabulary.ts";

/** Markers of where something goes. */
export const REL = "@(?:on|in|beside|left_of|right_of|behind|front_of|above|under|between|to)";

/** Wishes and statements of how things should be, as the command that makes them so. */
export const asCommand = (clause: string): string => {
  const goal = `(.+?) (?:(?:@to be|@to go|@to sit|placed|put|standing|sitting|moved) )?(${REL}|@at|%\\w+) (.+)`;
  const fronted = new RegExp(`^(${REL} .+?),? ((?:${putVerbs}) )([^@%]+)$`).exec(clause);
  if (fronted) return `${fronted[2]}${fronted[3]} ${fronted[1]}`;
  const patterns = [
    new RegExp(`^there (?:should|must|has @to|needs @to) be (.+?) (${REL}|@at) (.+)$`),
    new RegExp(
      `^(?:i|we) (?:would |really )*(?:want|like|need|wish|prefer)(?: @to have| @to see| @to get)? ${goal}$`,
    ),
    new RegExp(
      `^(?:make|be) sure(?: that)? (.+?) (?:is|are|ends %up|end %up|goes|sits|stands|gets) (${REL}|@at) (.+)$`,
    ),
    new RegExp(`^(?:let|have|see|ensure)(?: that)? (.+?) (?:be|is|are|go|sit)? ?(${REL}|@at) (.+)$`),
    new RegExp(
      `^(.+?) (?:should|must|has @to|have @to|needs @to|need @to|ought @to|shall|goes|belongs|belong)(?: be| go| sit| end %up| get)?(?: put| placed| moved)? (${REL}|@at) (.+)$`,
    ),
  ];
  for (const pattern of patterns) {
    const found = pattern.exec(clause);
    if (found && !new RegExp(`^(?:${pickVerbs}|${putVerbs})\\b`).test(clause))
      return `put ${found[1]} ${found[2]} ${found[3]}`;
  }
  return clause;
};

/** An exception said last belongs to what is moved: "put the cubes in the box except the red one". */
export const exceptedFirst = (clause: string): string =>
  clause.replace(
    new RegExp(`^((?:${putVerbs}) )(.+?) (${REL}) (.+?),? ((?:except|but|other than|apart from)\\b.*)$`),
    "$1$2 $5 $3 $4",
  );

/** "put A on B, C in D and E on F" as one clause for each: the verb serves them all. */
export const spelledOut = (clause: string): string[] => {
  const verb = new RegExp(`^(?:${putVerbs}|stack) `).exec(clause)?.[0];
  if (verb === undefined) return [clause];
  const parts = clause.slice(verb.length).split(/(,? and |, )/);
  const pairs: string[] = [];
  let pending = "";
  for (const [index, part] of parts.entries()) {
    if (index % 2 === 1) {
      if (pending !== "") pending += part;
      continue;
    }
    const relations = part.match(new RegExp(`${REL}|@at`, "g"))?.length ?? 0;
    pending += part;
    if (relations > 1) return [clause];
    if (relations === 1) {
      pairs.push(pending);
      pending = "";
    }
  }
  return pending === "" && pairs.length > 1 ? pairs.map((pair) => `${verb}${pair}`) : [clause];
};
