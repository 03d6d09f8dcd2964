// Package ssh publishes onto a machine that is reached by ssh: releases beside
// each other and a link to the one that readers see.
//
// Its one law: everything goes through the user's own ssh program, so that keys,
// agent, known hosts and configuration are the user's.
package ssh

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"time"

	"github.com/pkg/sftp"

	"pressbox/internal/deploy"
)

// A Machine is a target of type ssh.
type Machine struct {
	Host     string   // as given to ssh: name, user@name, an alias of ~/.ssh/config
	Path     string   // holds releases/ and the link current, which the web server shows
	Keep     int      // releases that stay, the current one too; at least 2
	Options  []string // further words for ssh: -p 2222
	Program  string   // ssh; empty for the one of PATH
	Local    string   // the folder that holds the site here, for rsync; empty means sftp only
	Parallel int      // transfers at once by sftp

	Pause time.Duration // before a connection is tried again, doubled each time; 0 means a second
}

// tries is how often a connection is made before there is none, and how often
// files are sent before they cannot be.
const tries = 3

// deadline bounds every command on the machine.
const deadline = 15 * time.Minute

// Linked returns the host that keeps releases on the machine.
func (m *Machine) Linked() *deploy.Linked {
	return &deploy.Linked{Keep: m.Keep, Name: m.Host + ":" + m.Path, Open: func(ctx context.Context) (deploy.Disk, error) {
		d := &disk{machine: m}
		return d, d.dial(ctx)
	}}
}

// A disk is the machine's folder as a deploy.Disk, over one connection.
type disk struct {
	machine *Machine
	line    *line
	asked   bool // whether rsync is there, and what the answer was
	rsyncs  bool
}

// A line is a connection to the machine's sftp subsystem.
type line struct {
	*sftp.Client
	cmd  *exec.Cmd
	gone chan struct{} // closed once ssh has ended
}

// dial connects, if need be several times.
func (d *disk) dial(ctx context.Context) error {
	return d.machine.again(ctx, func() (err error) {
		d.line, err = d.machine.call(ctx)
		return err
	})
}

// again calls do until it succeeds or there is no use in trying.
func (m *Machine) again(ctx context.Context, do func() error) error {
	pause := m.Pause
	if pause == 0 {
		pause = time.Second
	}
	return deploy.Again(ctx, tries, pause, func(err error) bool {
		var broken *brokenLine
		return errors.As(err, &broken)
	}, do)
}

// A brokenLine is a connection that failed or was lost for a reason that may pass.
type brokenLine struct{ error }

func (b *brokenLine) Unwrap() error { return b.error }

// failed turns what ssh said, which tells more than that it ended, into an error,
// one worth another try if so.
func failed(what string, err error, said string) error {
	if said = strings.TrimSpace(said); said != "" {
		err = errors.New(said)
	}
	err = fmt.Errorf("%s: %w", what, err)
	for _, lasting := range []string{"Permission denied", "Host key verification failed", "Could not resolve hostname", "Bad configuration", "unknown option", "executable file not found", "Too many authentication failures"} {
		if strings.Contains(err.Error(), lasting) {
			return err
		}
	}
	return &brokenLine{err}
}

// call starts ssh with its sftp subsystem.
func (m *Machine) call(ctx context.Context) (*line, error) {
	var said bytes.Buffer
	// The command outlives ctx, which may be that of one call; Close ends it.
	cmd := exec.Command(m.program(), slices.Concat(m.flags(), []string{"-s", "--", m.Host, "sftp"})...)
	cmd.Stderr = &said
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting ssh: %w", err)
	}
	stop := context.AfterFunc(ctx, func() { cmd.Process.Kill() })
	client, err := sftp.NewClientPipe(out, in, sftp.UseConcurrentWrites(true))
	if !stop() && err == nil {
		client.Close()
		err = ctx.Err()
	}
	if err != nil {
		in.Close()
		time.AfterFunc(5*time.Second, func() { cmd.Process.Kill() }) // if it does not end by itself
		cmd.Wait()
		text := strings.TrimSpace(said.String())
		if strings.Contains(text, "Permission denied") || strings.Contains(text, "Host key verification failed") {
			text += " (ssh asks no questions here, so log in once by hand: ssh " + m.Host + ")"
		}
		return nil, failed("connecting to "+m.Host, err, text)
	}
	l := &line{Client: client, cmd: cmd, gone: make(chan struct{})}
	go func() {
		cmd.Wait()
		close(l.gone)
	}()
	return l, nil
}

// Close hangs up.
func (d *disk) Close() error {
	if d.line == nil {
		return nil
	}
	d.line.Client.Close()
	d.line.cmd.Process.Kill()
	<-d.line.gone
	d.line = nil
	return nil
}

func (m *Machine) program() string { return cmp.Or(m.Program, "ssh") }

// flags are what every ssh is started with: no question that nobody answers, an
// end to a connection that went silent, and no process left behind, as the master
// of a shared connection would be; one that is there already is made use of.
func (m *Machine) flags() []string {
	return slices.Concat([]string{"-o", "BatchMode=yes", "-o", "ControlMaster=no", "-o", "ConnectTimeout=20", "-o", "ServerAliveInterval=15", "-o", "ServerAliveCountMax=4"}, m.Options)
}

// done is printed by a command that has come to its end: a machine that offers
// sftp alone answers any command with silence and success.
const done = "pressbox: done"

// errNoShell says that the machine runs no commands.
var errNoShell = errors.New("the machine runs no commands")

// shell runs a command on the machine and returns what it prints.
func (m *Machine) shell(ctx context.Context, in []byte, command string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, deadline)
	defer cancel()
	cmd := exec.CommandContext(ctx, m.program(), slices.Concat(m.flags(), []string{"--", m.Host, command + " && echo " + quote(done)})...)
	cmd.Stdin = bytes.NewReader(in)
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		return "", failed("on "+m.Host, err, said.String())
	}
	answer, ok := strings.CutSuffix(strings.TrimRight(string(out), "\r\n"), done)
	if !ok {
		return "", errNoShell
	}
	return answer, nil
}

// quote makes one word of s for a POSIX shell.
func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
