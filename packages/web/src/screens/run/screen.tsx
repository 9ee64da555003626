import type { RunView } from "@mapfold/core/status/run-view"
import { useQuery } from "@tanstack/react-query"
import { getRouteApi } from "@tanstack/react-router"
import { isOver, runQuery } from "../../api/queries.ts"
import { Skeleton } from "../../parts/states.tsx"
import { RateCharts } from "./rate-charts.tsx"
import { RunNotice } from "./run-notice.tsx"
import { RunParticulars } from "./run-particulars.tsx"
import { RunSentence } from "./run-sentence.tsx"
import { totalOf } from "./segments.ts"
import { TimePanel } from "./time-panel.tsx"
import { WorkBar } from "./work-bar.tsx"
import { WorkflowGraph } from "./workflow-graph.tsx"

const route = getRouteApi("/runs/$run/")

/** A run at a glance: one sentence, how much of the work is done, where in the workflow it is, and how fast it goes. */
export function RunScreen() {
  const { run } = route.useParams()
  // Its errors are shown by the layout around it.
  const { data } = useQuery(runQuery(run))
  return data === undefined ? <Skeleton height="760px" /> : <Overview run={data} />
}

function Overview({ run }: { readonly run: RunView }) {
  // Of a run that ended before there was any, nothing is to be told of its batches.
  const hasWork = !isOver(run.status) || (run.mapRun !== null && totalOf(run.mapRun.batches) > 0)
  return (
    <div className="overview">
      <RunSentence run={run} />
      <RunNotice run={run} />
      {hasWork && <WorkBar mapRun={run.mapRun} failedObjects={run.progress.objects.failed} />}
      <WorkflowGraph run={run} />
      {hasWork && <RateCharts run={run} mapRun={run.mapRun} />}
      {hasWork && <TimePanel run={run} />}
      <RunParticulars run={run} />
    </div>
  )
}
