// pause holds a pod's namespaces open: it reaps the orphans of the pod's processes and ends when told to.
package main

import (
	"os"
	"os/signal"
	"syscall"
)

func main() {
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGCHLD)
	for received := range signals {
		if received != syscall.SIGCHLD {
			return
		}
		for reaped := 1; reaped > 0; {
			var status syscall.WaitStatus
			reaped, _ = syscall.Wait4(-1, &status, syscall.WNOHANG, nil)
		}
	}
}
