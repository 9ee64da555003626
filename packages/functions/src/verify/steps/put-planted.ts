import { readAhead } from "@mapfold/core/store/read-ahead"
import { ask } from "../../runs/aws/aws-errors.ts"
import type { Planted, PlantedObject } from "../plant.ts"
import type { VerifyPorts } from "../ports.ts"

const AT_A_TIME = 16

/** Puts objects into the input bucket, and keeps what S3 gave for their ETags. */
export async function putObjects(
  { store, target }: VerifyPorts,
  objects: readonly PlantedObject[],
  etags: Planted["etags"],
): Promise<void> {
  const put = async ({ key, text }: PlantedObject) => {
    const { etag } = await ask("s3:PutObject", () =>
      store.put(target.input.bucket, key, new TextEncoder().encode(text)),
    )
    etags.set(key, etag)
  }
  for await (const _ of readAhead(objects, AT_A_TIME, put));
}
