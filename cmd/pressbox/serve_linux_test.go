package main

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// limited starts serve where the system watches at most so many folders, and
// returns its address and what it has said so far. A user's namespace has a limit
// of its own, which its own root may lower.
func limited(t *testing.T, dir string, watches int) (address string, said func() string) {
	t.Helper()
	cmd := exec.Command("sh", "-c", fmt.Sprintf("echo %d > /proc/sys/user/max_inotify_watches && exec pressbox serve -C '%s' --port 0", watches, dir))
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var errs heard
	cmd.Stderr = &errs
	if err := cmd.Start(); err != nil {
		t.Skipf("this system gives no namespace with a limit of its own: %v", err)
	}
	t.Cleanup(func() {
		cmd.Process.Signal(os.Interrupt)
		cmd.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		cmd.Wait()
		if strings.Contains(errs.String(), "max_inotify_watches") {
			t.Skipf("this system lets nobody lower the limit: %s", errs.String())
		}
		t.Fatalf("serve printed no address: %s", errs.String())
	}
	go io.Copy(io.Discard, out)
	address, _, _ = strings.Cut(line, " ")
	return strings.TrimSuffix(address, "/"), errs.String
}

func TestFoldersThatCannotBeWatchedAreLookedAt(t *testing.T) {
	const advice = "fs.inotify.max_user_watches"
	for _, c := range []struct {
		name    string
		watches int // a desk has four folders to watch
	}{{"from the start", 2}, {"while it runs", 8}} {
		t.Run(c.name, func(t *testing.T) {
			dir := desk(t)
			address, said := limited(t, dir, c.watches)
			get(t, address+"/")
			if early := strings.Contains(said(), advice); early != (c.watches < 4) {
				t.Fatalf("the advice was given at the start: %v; it said: %s", early, said())
			}
			for i := range 10 {
				file := filepath.Join(dir, fmt.Sprintf("content/posts/folder-%d/%d.md", i, i))
				save(t, file, post("Early headline", "Words."))
				get(t, address+"/")
				title := fmt.Sprintf("Headline %d", i)
				save(t, file, post(title, "Words."))
				if _, body := get(t, address+"/"); !strings.Contains(body, title) {
					t.Errorf("the save in folder %d is not seen", i)
				}
			}
			if text := said(); strings.Count(text, advice) != 1 || !strings.Contains(text, "--poll") {
				t.Errorf("what to do is not said once: %s", text)
			}
		})
	}
}

// The system keeps so many events for a program that does not fetch them, and drops
// the rest.
func TestLostEventsLeadToAFullLook(t *testing.T) {
	queue, err := os.ReadFile("/proc/sys/fs/inotify/max_queued_events")
	if err != nil {
		t.Skip("this system does not say how many events it keeps")
	}
	var most int
	fmt.Sscan(string(queue), &most)
	if most > 1<<16 {
		t.Skipf("this system keeps %d events", most)
	}
	dir := desk(t)
	address, stop, goOn := paused(t, dir)
	get(t, address+"/")
	stop()
	for i := range most + 100 {
		os.Chtimes(filepath.Join(dir, "content/posts", []string{"first.md", "second.md"}[i%2]), time.Time{}, time.Unix(int64(i), 0))
	}
	lost := filepath.Join(dir, "content/posts/lost/lost.md")
	save(t, lost, post("Lost headline", "Words."))
	goOn()
	if _, body := get(t, address+"/"); !strings.Contains(body, "Lost headline") {
		t.Error("a post whose events were lost is not seen")
	}
	save(t, lost, post("Found headline", "Words."))
	if _, body := get(t, address+"/"); !strings.Contains(body, "Found headline") {
		t.Error("a folder whose making was lost is not watched")
	}
}

// paused starts serve and returns how to stop it in its tracks and to let it go on.
func paused(t *testing.T, dir string) (address string, stop, goOn func()) {
	t.Helper()
	cmd := exec.Command("pressbox", "serve", "-C", dir, "--port", "0")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	address, _, _ = strings.Cut(line, " ")
	return strings.TrimSuffix(address, "/"),
		func() {
			http.DefaultClient.CloseIdleConnections()
			cmd.Process.Signal(syscall.SIGSTOP)
		},
		func() { cmd.Process.Signal(syscall.SIGCONT) }
}
