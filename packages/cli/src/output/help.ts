import { Help, type HelpConfiguration } from "commander";

/** Widest column of terms; longer ones stand on a line of their own. */
const WIDEST_TERM = 30;

/** How help texts look. */
export function helpStyle(options: { readonly showGlobalOptions: boolean }): HelpConfiguration {
  const plain = Help.prototype;
  return {
    ...options,
    sortSubcommands: false,
    padWidth: (command, helper) =>
      Math.min(plain.padWidth.call(helper, command, helper), WIDEST_TERM),
    optionDescription(this: Help, option) {
      const { defaultValue } = option as { readonly defaultValue?: unknown };
      const isSilent =
        defaultValue === false ||
        (Array.isArray(defaultValue) && option.defaultValueDescription === undefined);
      const shown = isSilent
        ? Object.create(option, { defaultValue: { value: undefined } })
        : option;
      return plain.optionDescription.call(this, shown as typeof option);
    },
    formatItem(this: Help, term, width, description, helper) {
      const isShort = description === "" || helper.displayWidth(term) <= width;
      const head = isShort ? term : "";
      const line = plain.formatItem.call(this, head, width, description, helper);
      return isShort ? line : `  ${term}\n${line}`;
    },
  };
}
