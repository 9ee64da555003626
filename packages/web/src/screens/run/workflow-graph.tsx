import type { MapRunCounts, RunView, StateView } from "@mapfold/core/status/run-view"
import { useRef } from "react"
import { useTranslation } from "react-i18next"
import { isOver } from "../../api/queries.ts"
import { Raw } from "../../parts/raw.tsx"
import { StatusBadge } from "../../parts/status-badge.tsx"
import { toneOf } from "../../parts/tone.ts"
import { useFormat } from "../../parts/use-format.ts"
import { useWidth } from "../../parts/use-width.ts"
import { visibleText } from "../../parts/visible-text.ts"
import { type Box, edgePath, layOut, placeGraph } from "./graph-layout.ts"
import { totalOf } from "./segments.ts"

/** The states of the workflow and the ways between them, with what has become of each in this run. */
export function WorkflowGraph({ run }: { readonly run: RunView }) {
  const { t } = useTranslation("run")
  const place = useRef<HTMLDivElement>(null)
  const width = useWidth(place)
  const graph = layOut(run.states)
  const placed = placeGraph(graph, width)
  const { boxes, height } = placed
  return (
    <section className="panel" aria-labelledby="graph-title">
      <h2 id="graph-title">{t("graph.title")}</h2>
      <div ref={place} className="graph" style={width === 0 ? {} : { height: `${height}px` }}>
        {width > 0 && (
          <>
            <svg width={width} height={height} aria-hidden="true">
              {graph.edges.map(({ from, to, isTaken }) => (
                <path
                  key={`${from} ${to}`}
                  className={isTaken ? "taken" : ""}
                  d={edgePath(placed, from, to)}
                />
              ))}
            </svg>
            <ol>
              {run.states.map((state) => (
                <Node key={state.name} run={run} state={state} box={boxes.get(state.name)!} />
              ))}
            </ol>
          </>
        )}
      </div>
    </section>
  )
}

type NodeProps = { readonly run: RunView; readonly state: StateView; readonly box: Box }

function Node({ run, state, box }: NodeProps) {
  const { t } = useTranslation("run")
  const isNotTaken = state.status === "waiting" && isOver(run.status)
  const names = state.next.map(visibleText).join(", ")
  return (
    <li
      className={`node tone-${toneOf(state.status)}${isNotTaken ? " is-off" : ""}`}
      style={{ left: `${box.x}px`, top: `${box.y}px`, width: `${box.width}px`, height: `${box.height}px` }}
    >
      <span className="node-name" title={visibleText(state.name)}>
        <Raw text={state.name} /> <span className="soft small">{visibleText(state.type)}</span>
      </span>
      {isNotTaken ? (
        <span className="soft small">{t("graph.notTaken")}</span>
      ) : (
        <NodeState run={run} state={state} />
      )}
      <span className="unseen">{names === "" ? t("graph.last") : t("graph.leadsTo", { names })}</span>
    </li>
  )
}

function NodeState({ run, state }: { readonly run: RunView; readonly state: StateView }) {
  const format = useFormat()
  const isTheMap = run.mapRun?.label === state.name && state.enteredAt !== null
  return (
    <>
      <span className="small node-state">
        <StatusBadge status={state.status} />
        <span className="soft figures">{format.duration(timeIn(state, run))}</span>
      </span>
      {isTheMap && run.mapRun !== null && <NodeCounts items={run.mapRun.items} />}
    </>
  )
}

/** How much of the Map is done: of the objects that it was given, which for a repair are not all of the run. */
function NodeCounts({ items }: { readonly items: MapRunCounts }) {
  const { t } = useTranslation("run")
  const format = useFormat()
  const listed = totalOf(items)
  const done = items.succeeded + items.failed + items.timedOut
  return (
    <span className="small figures node-count">
      {t("graph.objects", { count: listed, done: format.count(done), listed: format.count(listed) })}
      <span className="node-progress" style={{ width: `${listed === 0 ? 0 : (done / listed) * 100}%` }} />
    </span>
  )
}

/** Milliseconds in a state; up to what the API took for now while it runs. Null before it began. */
function timeIn({ enteredAt, exitedAt }: StateView, { startedAt, durationMs }: RunView): number | null {
  if (enteredAt === null) return null
  const end = exitedAt === null ? Date.parse(startedAt) + durationMs : Date.parse(exitedAt)
  return Math.max(0, end - Date.parse(enteredAt))
}
