package deploy_test

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"pressbox/internal/scratch"
)

// servers are the programs that tests have started; each is used by all of them.
var servers []*exec.Cmd

func TestMain(m *testing.M) {
	if filepath.Base(os.Args[0]) == brittle {
		os.Exit(asSFTP(filepath.Dir(os.Args[0])))
	}
	done := scratch.InMemory()
	status := m.Run()
	for _, cmd := range servers {
		cmd.Process.Kill()
		cmd.Wait()
	}
	for _, dir := range kept {
		os.RemoveAll(dir)
	}
	done()
	os.Exit(status)
}

// kept are the folders of servers.
var kept []string

// missing skips a test that needs a program which is not there, and fails where
// all must be.
func missing(t *testing.T, program string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s is missing", program)
	}
	t.Skipf("%s is missing", program)
}

// freePort returns a port of loopback that nobody listens on.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// listening waits until a server answers.
func listening(t *testing.T, address string) {
	t.Helper()
	for range 500 {
		c, err := net.Dial("tcp", address)
		if err == nil {
			c.Close()
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("nobody listens on %s", address)
}
