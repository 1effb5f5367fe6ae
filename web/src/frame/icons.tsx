/** Line icons of one weight; decorative, so the text beside or the label of the button names what they mean. */
const paths = {
  send: "M12 19V5M5.5 11.500L12 5l6.500 6.500",
  home: "M4 11.500L12 5l8 6.500M6.500 10v9h11v-9",
  down: "M12 5v14M5.500 12.500L12 19l6.500-6.500",
  check: "M5 12.500l4.500 4.500L19 7.500",
  cross: "M6.500 6.500l11 11M17.500 6.500l-11 11",
  move: "M4 12h15M13 6l6 6-6 6",
  warn: "M12 4.500L3 19.500h18L12 4.500zM12 10v4.500M12 17v.2",
  chat: "M5 5.500h14v10h-8l-4 3.500v-3.500H5z",
  code: "M8.500 7L3.500 12l5 5M15.500 7l5 5-5 5",
  manual:
    "M12 3.500v17M3.500 12h17M9.500 6L12 3.500 14.500 6M9.500 18l2.500 2.500 2.500-2.500M6 9.500L3.500 12 6 14.500M18 9.500l2.500 2.500-2.500 2.500",
  joints: "M5 19h6M8 19v-6l7-6 4 4M15 7l-7 6",
  objects:
    "M12 3.500l7.500 4.200v8.600L12 20.500l-7.500-4.200V7.700zM12 12l7.500-4.300M12 12v8.500M12 12L4.500 7.700",
  play: "M8 5.500v13l10.500-6.500z",
  person:
    "M12 11.500a3.700 3.700 0 100-7.400 3.700 3.700 0 000 7.400zM4.500 20c.8-3.800 3.800-5.700 7.500-5.700s6.700 1.900 7.500 5.700",
  spark: "M12 3.500l1.900 6.600 6.600 1.900-6.600 1.900L12 20.500l-1.900-6.600L3.500 12l6.600-1.900z",
} as const;

export type IconName = keyof typeof paths;

export const Icon = ({ name }: { name: IconName }) => (
  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
    <path d={paths[name]} />
  </svg>
);
