import { z } from 'zod'
import { failure } from '../../model/errors.ts'
import { deleteConfig, getConfig, putConfig } from '../../registry/config.ts'
import { deleteMode, getMode, putMode } from '../../registry/mode.ts'
import { flag } from '../query.ts'
import { type Route, route } from '../route.ts'
import { scopeOf } from '../target.ts'
import { configAnswer, configBody, configPatch, storedConfigAnswer } from '../wire/config-body.ts'
import { string } from '../wire/json.ts'

const defaultToGlobal = flag('Answer what is in force where the scope itself has nothing.')

const modeBody = z.object({
  mode: string.nullish().describe('READWRITE, READONLY, IMPORT or FORWARD; null clears it.'),
})

/** What Confluent calls a body where it is missing; a context is a subject to it. */
type BodyNames = { readonly name: string; readonly nameInContext?: string }

type Scope = {
  readonly suffix: string
  readonly what: string
  readonly config: BodyNames
  readonly mode: BodyNames
}

const topLevel: Scope = {
  suffix: '',
  what: 'the top level, or of the context in the URL',
  config: { name: 'updateTopLevelConfig', nameInContext: 'updateSubjectLevelConfig' },
  mode: { name: 'updateTopLevelMode', nameInContext: 'updateMode' },
}

const subjectLevel: Scope = {
  suffix: '/:subject',
  what: 'a subject',
  config: { name: 'updateSubjectLevelConfig' },
  mode: { name: 'updateMode' },
}

function configRoutes({ suffix, what, config }: Scope): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: `/config${suffix}`,
      summary: `Get the config of ${what}`,
      query: { defaultToGlobal },
      handle: async (call) => {
        const options = { ...call.asked, freshness: call.freshness }
        return configAnswer(await getConfig(call.registry, scopeOf(call), options))
      },
    }),
    route({
      method: 'PUT',
      path: `/config${suffix}`,
      summary: `Update the config of ${what}`,
      body: { type: configBody, ...config },
      handle: async (call) => {
        const patch = configPatch(call.body)
        return storedConfigAnswer(
          await putConfig(call.registry, scopeOf(call), patch, call.freshness),
        )
      },
    }),
    route({
      method: 'DELETE',
      path: `/config${suffix}`,
      summary: `Delete the config of ${what}`,
      handle: async (call) =>
        configAnswer(await deleteConfig(call.registry, scopeOf(call), call.freshness)),
    }),
  ]
}

function modeRoutes({ suffix, what, mode }: Scope): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: `/mode${suffix}`,
      summary: `Get the mode of ${what}`,
      query: { defaultToGlobal },
      handle: async (call) => {
        const options = { ...call.asked, freshness: call.freshness }
        return { mode: await getMode(call.registry, scopeOf(call), options) }
      },
    }),
    route({
      method: 'PUT',
      path: `/mode${suffix}`,
      summary: `Set the mode of ${what}`,
      query: { force: flag('Set IMPORT although there are subjects.') },
      body: { type: modeBody, ...mode },
      handle: async (call) => {
        const { mode } = call.body
        if (mode === undefined) throw failure('invalidMode')
        const options = { force: call.asked.force, freshness: call.freshness }
        await putMode(call.registry, scopeOf(call), mode, options)
        return { mode }
      },
    }),
    route({
      method: 'DELETE',
      path: `/mode${suffix}`,
      summary: `Delete the mode of ${what}`,
      query: { recursive: flag('Delete the modes of the subjects within too.') },
      handle: async (call) => {
        const options = { recursive: call.asked.recursive, freshness: call.freshness }
        const mode = await deleteMode(call.registry, scopeOf(call), options)
        return mode === null ? {} : { mode }
      },
    }),
  ]
}

export const settingsRoutes: readonly Route[] = [topLevel, subjectLevel].flatMap((scope) => [
  ...configRoutes(scope),
  ...modeRoutes(scope),
])
