// Command pressbox turns a folder of Markdown posts about players into a news site.
//
// What depends on the machine is read here and handed on as values: the clock,
// the environment, the terminal, and the digest of the program itself. Each
// command is one file that turns flags into stages and what they return into an
// exit status: 0 fine, 1 an error in the user's files or a failure, 2 usage.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/term"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// The first signal lets what is under way come to an end, the second does not.
	context.AfterFunc(ctx, stop)
	p := &program{
		stdout:   os.Stdout,
		stderr:   os.Stderr,
		clock:    time.Now,
		terminal: isTerminal(os.Stderr),
		color:    map[io.Writer]bool{},
	}
	if os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" {
		p.color[os.Stdout], p.color[os.Stderr] = isTerminal(os.Stdout), isTerminal(os.Stderr)
	}
	status := p.run(ctx, os.Args[1:])
	stop()
	os.Exit(status)
}

func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }
