#!/usr/bin/env bash
# Step of action.yml: runs lab diff and keeps its report. Inputs come as environment variables, so that none of them becomes code.
set -euo pipefail

lab=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)/lab
folder="${RUNNER_TEMP:?}/scaling-diff"
report="$folder/report.md"
messages="$folder/messages.txt"
readonly lab folder report messages
mkdir -p "$folder"

arguments=(diff --base "$BASE" --head "$HEAD" --path "$MANIFESTS_PATH" --format markdown)
# Several named commands stand on a line each; any other text of several lines is one script.
if [ "$(grep -cv -e '^[[:space:]]*$' -e '^[a-z0-9][a-z0-9._/-]*=' <<<"$RENDER")" -eq 0 ]; then
  while IFS= read -r command; do
    [ -z "${command//[[:space:]]/}" ] || arguments+=(--render "$command")
  done <<<"$RENDER"
else
  arguments+=(--render "$RENDER")
fi
[ "$NO_RENDER" != true ] || arguments+=(--no-render)
while IFS= read -r chart_values; do
  [ -z "$chart_values" ] || arguments+=(--values "$chart_values")
done <<<"$VALUES"
[ -z "$SCENARIO" ] || arguments+=(--scenario "$SCENARIO")
[ -z "$SERVICE_TIMES" ] || arguments+=(--service-times "$SERVICE_TIMES")
[ -z "$PROFILE" ] || arguments+=(--profile "$PROFILE")
[ -z "$SERVICE_TIME_MS" ] || arguments+=(--service-time-ms "$SERVICE_TIME_MS")
[ -z "$PRICES" ] || arguments+=(--prices "$PRICES")
[ -z "$SEEDS" ] || arguments+=(--seeds "$SEEDS")
[ "$NO_PREDICT" != true ] || arguments+=(--no-predict)
[ "$ALLOW_UNPREDICTED" != true ] || arguments+=(--allow-unpredicted)
[ -z "$BASELINE" ] || arguments+=(--baseline "$BASELINE")
[ -z "$KUBERNETES_VERSION" ] || arguments+=(--kubernetes-version "$KUBERNETES_VERSION")
while IFS= read -r condition; do
  [ -z "$condition" ] || arguments+=(--fail-on "$condition")
done <<<"$FAIL_ON"

status=0
"$lab" "${arguments[@]}" >"$report" 2>"$messages" || status=$?
# A line of a program that ran here must not become a command of the runner.
sed 's/::/: :/g; s/##\[/## [/g' -- "$messages" | tr -d '\033\r' >&2
if [ ! -s "$report" ]; then
  {
    printf '**Scaling:** could not be compared (exit code %s).\n\n' "$status"
    # Indented by four spaces it is shown as code, whatever is in it.
    tail -n 40 -- "$messages" | sed 's/^/    /'
  } >"$report"
fi

# GitHub takes 1 MiB of summary a step.
head -c 900000 -- "$report" >>"${GITHUB_STEP_SUMMARY:-/dev/null}"
{
  printf 'report=%s\n' "$report"
  printf 'exit-code=%s\n' "$status"
} >>"${GITHUB_OUTPUT:-/dev/null}"
