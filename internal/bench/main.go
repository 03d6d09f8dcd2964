// Command bench measures Pressbox beside Hugo and beside the floor: the least
// that any generator has to do. It makes a seeded newsroom, builds it clean and
// again after single edits, and prints what each build cost; and it opens the
// previews of both, saves a post, and prints what it cost until the page showed it.
//
//	go run ./internal/bench -posts 10000
//
// Its one law: every ratio it prints is of runs that took turns on one machine.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
)

func main() {
	posts := flag.Int("posts", 10000, "posts in the corpus")
	seed := flag.Uint64("seed", 1, "of the corpus")
	rounds := flag.Int("rounds", 3, "how often each case is run; the median counts")
	dir := flag.String("dir", "", "work in this `folder` and keep it (default: a new one in memory, removed at the end)")
	hugo := flag.Bool("hugo", true, "run Hugo if it is on PATH")
	hugoRounds := flag.Int("hugo-rounds", 1, "how often each case is run with Hugo, which takes long")
	standard := flag.Bool("default-theme", true, "run ours with the default theme as well")
	builds := flag.Bool("builds", true, "measure builds")
	previews := flag.Bool("previews", true, "measure previews")
	program := flag.String("pressbox", "", "measure this `program` (default: built from this folder)")
	isFloor := flag.Bool("floor", false, "be the floor: -floor CONTENT LIKE OUT")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err := func() error {
		if *isFloor {
			if flag.NArg() != 3 {
				return fmt.Errorf("-floor wants three folders, not %d", flag.NArg())
			}
			return floor(flag.Arg(0), flag.Arg(1), flag.Arg(2))
		}
		b := bench{posts: *posts, seed: *seed, rounds: *rounds, hugoRounds: *hugoRounds, pressbox: *program, standard: *standard, builds: *builds, previews: *previews}
		if *hugo {
			b.hugo, _ = exec.LookPath("hugo") // without it the rest runs
		}
		if *dir == "" {
			var err error
			if b.dir, err = os.MkdirTemp(memory(), "pressbox-bench-"); err != nil {
				return err
			}
			defer os.RemoveAll(b.dir)
		} else {
			var err error
			if b.dir, err = filepath.Abs(*dir); err != nil {
				return err
			}
		}
		return b.run(ctx)
	}()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// memory is a folder in memory where the system has one.
func memory() string {
	const shm = "/dev/shm"
	if info, err := os.Stat(shm); err == nil && info.IsDir() {
		return shm
	}
	return ""
}
