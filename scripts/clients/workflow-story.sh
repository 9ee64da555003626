#!/usr/bin/env bash
# Drives the whole workflow with AWS's own clients against `mapfold serve`, as a person would against AWS: makes buckets,
# syncs a folder of made files in, creates the state machine from the definition, starts it, waits, reads its history, its
# map run and its log, and copies the result out; then asks the same with boto3. Ends with 1 at the first answer that is
# not the right one. Needs Debian's awscli and python3-boto3, and a workspace that is set up.
#
#   scripts/clients/workflow-story.sh
set -euo pipefail
cd "$(dirname "$0")/../.."
export PATH="$PWD/node_modules/.bin:/usr/bin:$PATH"

work=$(mktemp -d "${TMPDIR:-/tmp}/mapfold-workflow-story-XXXXXX")
server=
finish() {
  if [ -n "$server" ]; then kill "$server" 2> /dev/null && wait "$server" || true; fi
  rm -rf "$work"
}
trap finish EXIT
fail() {
  echo "workflow-story: $*" >&2
  exit 1
}
same() { # same <what> <expected> <found>
  [ "$2" = "$3" ] || fail "$1: expected
$2
and found
$3"
  echo "ok   $1"
}

export AWS_ACCESS_KEY_ID=mapfold AWS_SECRET_ACCESS_KEY=mapfold AWS_DEFAULT_REGION=us-east-1
export AWS_EC2_METADATA_DISABLED=true AWS_PAGER= AWS_CONFIG_FILE=$work/none AWS_SHARED_CREDENTIALS_FILE=$work/none

mapfold sample gsod-hottest --stations 120 --to "$work/made" > /dev/null
mapfold run gsod-hottest --year 2025 --input "$work/made" --output "$work/expected" --dir "$work/other" --json > /dev/null

mapfold serve --no-site --dir "$work/home" --sfn-port 0 --s3-port 0 > "$work/serve.log" 2>&1 &
server=$!
for _ in $(seq 100); do
  grep -q '^S3 ' "$work/serve.log" && break
  sleep 0.1
done
states_url=$(sed -n 's/^Step Functions.* \(http:.*\)$/\1/p' "$work/serve.log")
s3_url=$(sed -n 's/^S3 *\(http:.*\)$/\1/p' "$work/serve.log")
[ -n "$states_url" ] && [ -n "$s3_url" ] || fail "mapfold serve did not start: $(cat "$work/serve.log")"
s3() { aws --endpoint-url "$s3_url" s3 "$@"; }
states() { aws --endpoint-url "$states_url" stepfunctions "$@"; }
logs() { aws --endpoint-url "$states_url" logs "$@"; }

echo "--- AWS CLI: $(aws --version 2>&1)"
s3 mb s3://weather-in > /dev/null
s3 mb s3://weather-out > /dev/null
s3 sync --only-show-errors "$work/made" s3://weather-in
same "objects in the bucket" 120 "$(s3 ls --recursive s3://weather-in/2025/ | wc -l)"

cat > "$work/definition.ts" <<TS
import { definition } from "$PWD/packages/core/src/workflow/definition.ts"
const functions = { prepare: "prepare", process: "process", reduce: "reduce" }
console.log(JSON.stringify(definition({ functions, buckets: { input: "weather-in", output: "weather-out" } })))
TS
node "$work/definition.ts" > "$work/definition.json"
machine=$(states create-state-machine --name weather --definition "file://$work/definition.json" \
  --role-arn arn:aws:iam::000000000000:role/any --query stateMachineArn --output text)
same "the machine's ARN" arn:aws:states:us-east-1:000000000000:stateMachine:weather "$machine"
execution=$(states start-execution --state-machine-arn "$machine" --name story \
  --input '{"year":2025,"settings":{"batchObjects":50}}' --query executionArn --output text)
status=RUNNING
for _ in $(seq 300); do
  status=$(states describe-execution --execution-arn "$execution" --query status --output text)
  [ "$status" = RUNNING ] || break
  sleep 0.2
done
same "the execution's status" SUCCEEDED "$status"
history=$(states get-execution-history --execution-arn "$execution" --query 'events[].type' --output text | tr '\t' ' ')
case $history in
  ExecutionStarted*MapStateStarted*MapRunStarted*MapRunSucceeded*MapStateSucceeded*ExecutionSucceeded) echo "ok   the history" ;;
  *) fail "the history is $history" ;;
esac
map_run=$(states list-map-runs --execution-arn "$execution" --query 'mapRuns[0].mapRunArn' --output text)
same "the map run's counts" "120 3 3" "$(states describe-map-run --map-run-arn "$map_run" \
  --query '[itemCounts.total, executionCounts.total, executionCounts.succeeded]' --output text | tr '\t' ' ')"
same "the children of the map run" 3 "$(states list-executions --map-run-arn "$map_run" --query 'length(executions)' --output text)"
group=$(logs describe-log-groups --log-group-name-prefix /aws/vendedlogs/states/weather --query 'logGroups[0].logGroupName' --output text)
logged=$(logs filter-log-events --log-group-name "$group" --query 'length(events)' --output text)
[ "$logged" -gt 0 ] || fail "log group $group has no events"
echo "ok   $logged log events in $group"
found() { logs filter-log-events --log-group-name "$group" --filter-pattern "$1" --query 'events[].message' --output json; }
same "the log's ends, by a JSON pattern" 1 "$(found '{ $.type = "Execution*" && $.type != "*Started" && $.execution_arn = "*:story" }' | grep -c ExecutionSucceeded)"
same "the log by a pattern of fields" 1 "$(found '[message = *ExecutionSucceeded*:story*]' | grep -c ExecutionSucceeded)"
if found 'run-1' 2> "$work/refused"; then fail "a term with a dash was taken"; fi
grep -q "InvalidParameterException.*Invalid character(s) in term '-'" "$work/refused" || fail "$(cat "$work/refused")"
echo "ok   a term that AWS refuses is refused"
same "the log's tail" "$logged" "$(logs tail "$group" --since 1h --format short | wc -l)"
same "executions, a page each" 3 "$(states list-executions --map-run-arn "$map_run" --page-size 1 --query 'length(executions)' --output json)"
s3 cp --only-show-errors s3://weather-out/results/gsod-hottest/year=2025/result.json "$work/result.json"
cmp "$work/result.json" "$work/expected/results/gsod-hottest/year=2025/result.json" || fail "the result is another one"
echo "ok   the result, byte for byte that of mapfold run"

echo "--- boto3"
/usr/bin/python3 - "$states_url" "$s3_url" "$machine" <<'PY'
import json, sys, time
import boto3

states_url, s3_url, machine = sys.argv[1:]
states = boto3.client("stepfunctions", endpoint_url=states_url, region_name="us-east-1")
s3 = boto3.client("s3", endpoint_url=s3_url, region_name="us-east-1")
arn = states.start_execution(stateMachineArn=machine, name="boto3", input=json.dumps({"year": 2025}))["executionArn"]
again = states.start_execution(stateMachineArn=machine, name="story-2", input=json.dumps({"year": 1999}))["executionArn"]
for execution, wanted in ((arn, "SUCCEEDED"), (again, "FAILED")):
    for _ in range(300):
        described = states.describe_execution(executionArn=execution)
        if described["status"] != "RUNNING":
            break
        time.sleep(0.2)
    assert described["status"] == wanted, described
    print(f"ok   {execution.rsplit(':', 1)[1]} {wanted} {described.get('error', '')}")
output = json.loads(states.describe_execution(executionArn=arn)["output"])
rows = json.loads(s3.get_object(Bucket="weather-out", Key=output["result"])["Body"].read())["rows"]
assert len(rows) == 12 and output["complete"] is True, output
try:
    states.start_execution(stateMachineArn=machine, name="boto3", input="{}")
    raise SystemExit("a name was taken twice")
except states.exceptions.ExecutionAlreadyExists as error:
    print("ok  ", error.response["Error"]["Code"])
pages = list(states.get_paginator("get_execution_history").paginate(executionArn=arn, PaginationConfig={"PageSize": 4}))
ids = [event["id"] for page in pages for event in page["events"]]
assert len(pages) > 1 and ids == list(range(1, len(ids) + 1)), ids
print(f"ok   a history of {len(ids)} events in {len(pages)} pages")
try:
    states.list_executions(stateMachineArn=machine + "/Each")
    raise SystemExit("a labelled ARN was taken")
except states.exceptions.ClientError as error:
    assert error.response["Error"]["Code"] == "ValidationException", error
    print("ok  ", error.response["reason"])
PY

echo "--- S3 clients"
scripts/clients/s3-story.sh "$s3_url"
