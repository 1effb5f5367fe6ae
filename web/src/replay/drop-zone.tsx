import { useEffect, useState } from "preact/hooks";
import { useApp } from "../frame/context.ts";
import { Icon } from "../frame/icons.tsx";

const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") ?? false;

/** An episode file that is dropped anywhere on the page is shown; it is read here, and sent nowhere. */
export const DropZone = () => {
  const { opener } = useApp();
  const [over, setOver] = useState(false);
  useEffect(() => {
    const onOver = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const onLeave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(false);
      const file = event.dataTransfer?.files[0];
      if (file) opener.openFile(file);
    };
    addEventListener("dragover", onOver);
    addEventListener("dragleave", onLeave);
    addEventListener("drop", onDrop);
    return () => {
      removeEventListener("dragover", onOver);
      removeEventListener("dragleave", onLeave);
      removeEventListener("drop", onDrop);
    };
  }, [opener]);
  if (!over) return null;
  return (
    <div class="drop-zone">
      <p>
        <Icon name="film" />
        <strong>Drop an episode to replay it</strong>
        <small>It is read in this browser and sent nowhere.</small>
      </p>
    </div>
  );
};

/** The same for who does not drag. */
export const OpenFile = ({ children }: { children: string }) => {
  const { opener } = useApp();
  return (
    <label class="open-file">
      <input
        type="file"
        accept=".mcap"
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = "";
          if (file) opener.openFile(file);
        }}
      />
      <span>{children}</span>
    </label>
  );
};
