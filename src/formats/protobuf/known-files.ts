import {
  file_google_protobuf_any,
  file_google_protobuf_api,
  file_google_protobuf_descriptor,
  file_google_protobuf_duration,
  file_google_protobuf_empty,
  file_google_protobuf_field_mask,
  file_google_protobuf_source_context,
  file_google_protobuf_struct,
  file_google_protobuf_timestamp,
  file_google_protobuf_type,
  file_google_protobuf_wrappers,
} from '@bufbuild/protobuf/wkt'
import { WorkBudget } from '../budget.ts'
import { fromDescriptor } from './from-descriptor.ts'
import { confluentFiles } from './known-confluent.ts'
import { googleTypeFiles } from './known-google-type.ts'
import type { ProtoFile } from './model.ts'
import { parseFile } from './parse-file.ts'
import { type Declarations, declare, noDeclarations } from './scope.ts'

const googleProtobuf = [
  file_google_protobuf_any,
  file_google_protobuf_api,
  file_google_protobuf_descriptor,
  file_google_protobuf_duration,
  file_google_protobuf_empty,
  file_google_protobuf_field_mask,
  file_google_protobuf_source_context,
  file_google_protobuf_struct,
  file_google_protobuf_timestamp,
  file_google_protobuf_type,
  file_google_protobuf_wrappers,
]

let files: ReadonlyMap<string, ProtoFile> | undefined
let declarations: Declarations | undefined

/** The files that may be imported without a reference, by import path; read once. */
export function knownFiles(): ReadonlyMap<string, ProtoFile> {
  files ??= readKnownFiles()
  return files
}

/** Everything that the known files declare; each file's path is the origin of its types. */
export function knownDeclarations(): Declarations {
  declarations ??= declareKnown()
  return declarations
}

function readKnownFiles(): ReadonlyMap<string, ProtoFile> {
  const read = new Map<string, ProtoFile>()
  for (const { proto } of googleProtobuf) read.set(proto.name, fromDescriptor(proto))
  const budget = new WorkBudget(Number.POSITIVE_INFINITY)
  for (const [path, text] of [...googleTypeFiles, ...confluentFiles]) {
    read.set(path, parseFile(text, budget))
  }
  return read
}

function declareKnown(): Declarations {
  const into = noDeclarations()
  const budget = new WorkBudget(Number.POSITIVE_INFINITY)
  for (const [path, file] of knownFiles()) declare(into, file, path, budget)
  return into
}
