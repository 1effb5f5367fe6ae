import { Component, type ComponentChildren, type FunctionComponent } from "preact";

/** A component that is drawn anew only when one of its props is another value. */
export const memo = <P extends object>(draw: (props: P) => ComponentChildren): FunctionComponent<P> => {
  class Memo extends Component<P> {
    override shouldComponentUpdate(next: Readonly<P>): boolean {
      const keys = Object.keys(next) as (keyof P)[];
      return keys.some((key) => next[key] !== (this.props as P)[key]);
    }
    override render(): ComponentChildren {
      return draw(this.props as P);
    }
  }
  return Memo as unknown as FunctionComponent<P>;
};
