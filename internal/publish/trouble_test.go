package publish

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pressbox/internal/scratch"
	"pressbox/internal/site"
)

// TestMain lets the test binary be a build of its own, which can be killed.
func TestMain(m *testing.M) {
	if dir := os.Getenv("PRESSBOX_TEST_BUILD"); dir != "" {
		now, err := time.Parse(time.RFC3339, os.Getenv("PRESSBOX_TEST_NOW"))
		if err == nil {
			f := &folderOf{dir: dir, now: now}
			opt := f.options()
			opt.Program, opt.Drafts = os.Getenv("PRESSBOX_TEST_PROGRAM"), os.Getenv("PRESSBOX_TEST_DRAFTS") == "true"
			var s *site.Site
			if s, err = site.Load(context.Background(), opt, nil, nil); err == nil {
				_, _, err = Dir(context.Background(), s, filepath.Join(dir, "public"), Options{})
			}
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	done := scratch.InMemory()
	status := m.Run()
	done()
	os.Exit(status)
}

func (w *world) child() *exec.Cmd {
	self, err := os.Executable()
	w.must(err)
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), "PRESSBOX_TEST_BUILD="+w.dir, "PRESSBOX_TEST_NOW="+w.now.Format(time.RFC3339),
		"PRESSBOX_TEST_PROGRAM="+w.program, "PRESSBOX_TEST_DRAFTS="+strconv.FormatBool(w.drafts))
	return cmd
}

// Each build is killed at a random moment of the time that one takes, with edits
// between, and the next one has to make a clean tree of what is left.
func TestAKilledBuildIsMended(t *testing.T) {
	times := 12
	if os.Getenv("PRESSBOX_STEPS") != "" {
		times = 50
	}
	w := newWorld(t, 3)
	start := time.Now()
	if out, err := w.child().CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	takes := time.Since(start)
	killed := 0
	for i := range times {
		for range 3 {
			w.edit()
		}
		w.settings(fmt.Sprintf("Title %d", i), 2, "/:year/:month/:slug/") // so that every page changes
		cmd := w.child()
		w.must(cmd.Start())
		time.Sleep(time.Duration(w.r.Int64N(int64(takes))))
		if cmd.Process.Kill() == nil {
			if err := cmd.Wait(); err != nil && strings.Contains(err.Error(), "killed") {
				killed++
			}
		}
		w.previous = nil
		w.step(fmt.Sprintf("after kill %d", i+1))
	}
	if killed == 0 {
		t.Error("no build was killed in time")
	}
	t.Logf("%d of %d builds were killed", killed, times)
}

func TestAFullDiskLeavesThePublishedTreeWhole(t *testing.T) {
	f := newFolder(t)
	f.must(os.MkdirAll(f.out, 0o777))
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=512k", "none", f.out).CombinedOutput(); err != nil {
		t.Skipf("a small file system cannot be mounted here: %v: %s", err, out)
	}
	defer func() {
		if out, err := exec.Command("umount", f.out).CombinedOutput(); err != nil {
			t.Errorf("%v: %s", err, out)
		}
	}()
	f.publish(Options{})
	f.same("first build")
	before := f.tree()

	ballast := filepath.Join(f.dir, "static/ballast.txt")
	for name, change := range map[string]func(){
		"new files": func() { f.put(ballast, strings.Repeat("x", 600<<10)) },
		"changed files": func() {
			for i := 1; i <= 3; i++ {
				f.write(fmt.Sprintf("content/posts/2022/11/post-%d.md", i), post(i, "Cam Akers", strings.Repeat("word ", 40<<10)))
			}
		},
	} {
		change()
		_, _, err := Dir(context.Background(), f.load(), f.out, Options{})
		if !errors.Is(err, syscall.ENOSPC) {
			t.Fatalf("%s: got %v, want a full disk", name, err)
		}
		if diff := cmp.Diff(before, f.tree()); diff != "" {
			t.Errorf("%s: the published tree changed:\n%s", name, diff)
		}
		os.Remove(ballast)
		for i := 1; i <= 3; i++ {
			f.write(fmt.Sprintf("content/posts/2022/11/post-%d.md", i), post(i, "Cam Akers", "The text."))
		}
		f.publish(Options{})
		f.same(name)
	}
}
