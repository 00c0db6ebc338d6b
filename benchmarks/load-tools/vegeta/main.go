// Command lab-vegeta runs the scenario of a plan.json on Vegeta's library and writes the results as Vegeta's own CSV.
//
// The vegeta command keeps one constant rate; the lab's scenarios have phases, ramps and Poisson arrivals. A pacer that
// follows the plan's send times gives all of them, with Vegeta's own attacker, HTTP client and encoder.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"os"
	"runtime/debug"
	"time"

	vegeta "github.com/tsenart/vegeta/v12/lib"
)

// plan is what the lab writes: see benchmarks/load-tools/plan.ts.
type plan struct {
	Method    string            `json:"method"`
	Headers   map[string]string `json:"headers"`
	TimeoutMs float64           `json:"timeoutMs"`
	SendAtMs  []float64         `json:"sendAtMs"`
	Requests  []request         `json:"requests"`
}

// request is one of the plan's; they are sent in turn.
type request struct {
	URL  string `json:"url"`
	Body string `json:"body"`
}

// schedule is a vegeta.Pacer: hit number k is due at the k-th time, and after the last one the attack ends.
type schedule struct {
	dueAt []time.Duration
}

func (s schedule) Pace(elapsed time.Duration, hits uint64) (time.Duration, bool) {
	if hits >= uint64(len(s.dueAt)) {
		return 0, true
	}
	return max(0, s.dueAt[hits]-elapsed), false
}

// Rate is only shown by Vegeta's own plots, which the lab does not use.
func (s schedule) Rate(time.Duration) float64 { return 0 }

func main() {
	if len(os.Args) == 2 && os.Args[1] == "-version" {
		fmt.Println(version())
		return
	}
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: lab-vegeta PLAN RESULTS")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(planFile, resultsFile string) (err error) {
	p, err := readPlan(planFile)
	if err != nil {
		return err
	}
	out, err := os.Create(resultsFile)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()

	header := http.Header{}
	for name, value := range p.Headers {
		header.Set(name, value)
	}
	targets := make([]vegeta.Target, len(p.Requests))
	for i, one := range p.Requests {
		targets[i] = vegeta.Target{Method: p.Method, URL: one.URL, Body: []byte(one.Body), Header: header}
	}
	dueAt := make([]time.Duration, len(p.SendAtMs))
	for i, ms := range p.SendAtMs {
		dueAt[i] = time.Duration(ms * float64(time.Millisecond))
	}
	// Workers are started as they are needed, without a bound: a bound would make the open loop a closed one.
	attacker := vegeta.NewAttacker(
		vegeta.Timeout(time.Duration(p.TimeoutMs*float64(time.Millisecond))),
		vegeta.Workers(10), vegeta.MaxWorkers(math.MaxUint64),
		vegeta.KeepAlive(true), vegeta.Redirects(vegeta.NoFollow),
	)
	encode := vegeta.NewCSVEncoder(out)
	for result := range attacker.Attack(vegeta.NewStaticTargeter(targets...), schedule{dueAt}, 0, "lab") {
		if err := encode(result); err != nil {
			return err
		}
	}
	return nil
}

func readPlan(file string) (plan, error) {
	var p plan
	text, err := os.ReadFile(file)
	if err != nil {
		return p, err
	}
	if err := json.Unmarshal(text, &p); err != nil {
		return p, fmt.Errorf("%s: %w", file, err)
	}
	if len(p.Requests) == 0 {
		return p, fmt.Errorf("%s: no requests", file)
	}
	return p, nil
}

// version is that of the Vegeta module this program was built with.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if ok {
		for _, dep := range info.Deps {
			if dep.Path == "github.com/tsenart/vegeta/v12" {
				return dep.Version
			}
		}
	}
	return "unknown"
}
