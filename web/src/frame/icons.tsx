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
  film: "M4 5.500h16v13H4zM8 5.500v13M16 5.500v13M4 9.800h4M4 14.200h4M16 9.800h4M16 14.200h4",
  search: "M10.500 16.500a6 6 0 100-12 6 6 0 000 12zM15 15l4.500 4.500",
  back: "M20 12H5M11 6l-6 6 6 6",
  download: "M12 4v11M7 10.500l5 5 5-5M5 19.500h14",
  bin: "M4.500 7h15M9.500 7V4.500h5V7M6.500 7l1 12.500h9l1-12.500M10.300 10.500v5.500M13.700 10.500v5.500",
  pause: "M9 6v12M15 6v12",
  cut: "M4 12h3M10.500 12h3M17 12h3",
  turnBack: "M6 6v12M18.500 6l-8 6 8 6z",
  turnOn: "M18 6v12M5.500 6l8 6-8 6z",
  callBack: "M12 6l-6 6 6 6M19 6l-6 6 6 6",
  callOn: "M12 6l6 6-6 6M5 6l6 6-6 6",
  frameBack: "M15 6l-6 6 6 6",
  frameOn: "M9 6l6 6-6 6",
  fork: "M6 4.500v8M18 4.500v2.500c0 4-12 2-12 8.500v4M3.500 17l2.500 2.500L8.500 17",
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
