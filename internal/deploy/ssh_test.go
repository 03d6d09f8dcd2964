package deploy_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"pressbox/internal/deploy"
	"pressbox/internal/deploy/ssh"
)

// How a machine is reached.
type reach int

const (
	withRsync reach = iota
	withShell       // and no rsync
	sftpOnly
)

// A machine is a running sshd.
type machine struct {
	options []string // for ssh
	port    string
}

var machines = map[reach]*machine{}

// needMachine starts sshd on a high port, with keys of its own.
func needMachine(t *testing.T, how reach) *machine {
	t.Helper()
	need(t, "ssh")
	sshd := need(t, "/usr/sbin/sshd", "sshd")
	if how == withRsync {
		need(t, "rsync")
	}
	starting.Lock()
	defer starting.Unlock()
	if how == withShell {
		how = withRsync // the same machine, reached otherwise
	}
	if m, ok := machines[how]; ok {
		return m
	}
	dir, err := os.MkdirTemp("", "sshd")
	if err != nil {
		t.Fatal(err)
	}
	kept = append(kept, dir)
	for _, key := range []string{"host", "user"} {
		said(t, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", filepath.Join(dir, key))
	}
	public := readFile(t, filepath.Join(dir, "user.pub"))
	write(t, filepath.Join(dir, "authorized"), public)
	port := freePort(t)
	write(t, filepath.Join(dir, "known"), fmt.Sprintf("machine %s", readFile(t, filepath.Join(dir, "host.pub"))))
	config := fmt.Sprintf(`ListenAddress 127.0.0.1:%s
HostKey %s/host
AuthorizedKeysFile %s/authorized
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
MaxStartups 100
SetEnv HOME=%s
Subsystem sftp internal-sftp
`, port, dir, dir, dir) // what a shell reads at its start is this machine's affair, and may take long
	if how == sftpOnly {
		config += "ForceCommand internal-sftp\n"
	}
	write(t, filepath.Join(dir, "sshd_config"), config)
	if os.Getuid() == 0 {
		// Where sshd wants to be, if it is started by root.
		if err := os.MkdirAll("/run/sshd", 0o755); err != nil {
			t.Fatal(err)
		}
	}
	m := &machine{port: port, options: []string{
		"-F", "none", "-o", "Port=" + port, "-o", "IdentityFile=" + filepath.Join(dir, "user"), "-o", "IdentitiesOnly=yes",
		"-o", "UserKnownHostsFile=" + filepath.Join(dir, "known"), "-o", "GlobalKnownHostsFile=none", "-o", "StrictHostKeyChecking=yes", "-o", "HostKeyAlias=machine",
		// One handshake for all: it is most of what a connection costs.
		"-o", "ControlPath=" + filepath.Join(dir, "c"),
	}}
	cmd := exec.Command(sshd, "-D", "-f", filepath.Join(dir, "sshd_config"), "-E", filepath.Join(dir, "log"))
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	servers = append(servers, cmd)
	listening(t, "127.0.0.1:"+port)
	master := exec.Command("ssh", append(append([]string{"-M", "-N"}, m.options...), "127.0.0.1")...)
	if err := master.Start(); err != nil {
		t.Fatal(err)
	}
	servers = append(servers, master)
	for range 500 {
		if _, err := os.Stat(filepath.Join(dir, "c")); err == nil {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	machines[how] = m
	return m
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func openSSH(t *testing.T, how reach) place {
	m := needMachine(t, how)
	at := filepath.Join(t.TempDir(), "where it's shown")
	program := ""
	if how == sftpOnly {
		program = cutSSH(t, t.TempDir())
	}
	return place{
		root: filepath.Join(at, "current"),
		host: func(local string, c *cut) deploy.Host {
			if how == withShell {
				local = ""
			}
			machine := m.reach(at, local)
			if program == "" {
				return linked(machine.Linked(), c)
			}
			if c != nil {
				began(t, filepath.Dir(program), c)
				machine.Program, machine.Parallel = program, 1 // so that its steps are the same each time
			}
			return machine.Linked()
		},
		seen:  func() map[string]string { return tree(t, filepath.Join(at, "current")) },
		put:   func(name, text string) { write(t, filepath.Join(at, "current", name), text) },
		save:  func() func() { return save(t, at) },
		whole: true,
		slow:  true,
	}
}

// save copies a folder, and returns what brings it back.
func save(t *testing.T, dir string) (restore func()) {
	t.Helper()
	copied := filepath.Join(t.TempDir(), "copy")
	said(t, "cp", "-a", dir, copied)
	return func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
		said(t, "cp", "-a", copied, dir)
	}
}

func (m *machine) reach(at, local string) *ssh.Machine {
	return &ssh.Machine{Host: "127.0.0.1", Path: at, Keep: 3, Options: m.options, Local: local, Parallel: 8, Pause: 10 * time.Millisecond}
}
