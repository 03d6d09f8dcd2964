package main

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// TestKilledBuildIsMendedByTheNext kills builds at random moments, each while it
// would rewrite nearly every page, and then lets one finish.
func TestKilledBuildIsMendedByTheNext(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("takes seconds")
	}
	dir := demo(t)
	// The test program is pressbox when it is called so.
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(t.TempDir(), "pressbox")
	if err := os.Symlink(self, program); err != nil {
		t.Skip("needs symbolic links:", err)
	}
	build := func(out string, extra ...string) *exec.Cmd {
		return exec.Command(program, append([]string{"build", "-C", dir, "-o", out, "--now", noon}, extra...)...)
	}
	bases := []string{"https://a.example/", "https://b.example/news/"}

	clean := filepath.Join(t.TempDir(), "clean")
	start := time.Now()
	if out, err := build(clean, "--base-url", bases[0]).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	took := time.Since(start)
	want := mustTree(t, clean)

	out := filepath.Join(t.TempDir(), "out")
	random := rand.New(rand.NewPCG(7, 7))
	killed := 0
	for i := range 12 {
		cmd := build(out, "--base-url", bases[i%2])
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(random.Int64N(int64(took))))
		if cmd.Process.Kill() == nil && cmd.Wait() != nil {
			killed++
		}
		if i%4 != 3 {
			continue
		}
		if text, err := build(out, "--base-url", bases[0], "--verify").CombinedOutput(); err != nil {
			t.Fatalf("the build after a killed one: %v\n%s", err, text)
		}
		if diff := diffTrees(want, mustTree(t, out)); diff != "" {
			t.Fatalf("after killed builds the next one differs from a clean one:\n%s", diff)
		}
	}
	if killed == 0 {
		t.Error("no build was killed in time, so nothing was tested")
	}
}
