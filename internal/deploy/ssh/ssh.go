// Package ssh publishes onto a machine that is reached by ssh: releases beside
// each other and a link to the one that readers see, as package folder does here.
//
// Its one law: everything goes through the user's own ssh program, so that keys,
// agent, known hosts and configuration are the user's.
package ssh

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"slices"
	"strings"
	"sync"
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
	Local    string   // the folder that holds the site here, for rsync; empty means sftp only
	Parallel int
}

// What the folder on the machine holds.
const (
	releases = "releases"
	current  = "current"
	record   = "record"
	site     = "site"
	staging  = "staging"
)

// Limits implements deploy.Host: a disk says itself when it is full.
func (m *Machine) Limits() deploy.Limits { return deploy.Limits{} }

// A line is a connection to the machine.
type line struct {
	*sftp.Client
	cmd  *exec.Cmd
	errs *bytes.Buffer
}

// dial starts ssh with its sftp subsystem.
func (m *Machine) dial(ctx context.Context) (*line, error) {
	l := &line{errs: new(bytes.Buffer)}
	l.cmd = exec.CommandContext(ctx, "ssh", slices.Concat(m.flags(), []string{"-s", "--", m.Host, "sftp"})...)
	l.cmd.Stderr = l.errs
	in, err := l.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := l.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := l.cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting ssh: %w", err)
	}
	l.Client, err = sftp.NewClientPipe(out, in, sftp.UseConcurrentWrites(true))
	if err != nil {
		l.cmd.Process.Kill()
		l.cmd.Wait()
		return nil, fmt.Errorf("connecting to %s: %w: %s", m.Host, err, strings.TrimSpace(l.errs.String()))
	}
	return l, nil
}

func (l *line) hangUp() {
	l.Client.Close()
	l.cmd.Process.Kill()
	l.cmd.Wait()
}

// flags are what every ssh is started with: no question that nobody answers, and
// an end to a connection that went silent.
func (m *Machine) flags() []string {
	return slices.Concat([]string{"-o", "BatchMode=yes", "-o", "ConnectTimeout=20", "-o", "ServerAliveInterval=15", "-o", "ServerAliveCountMax=4"}, m.Options)
}

// Record implements deploy.Host. An interrupted deploy leaves a release that
// nobody sees, so nothing is ever unknown.
func (m *Machine) Record(ctx context.Context) ([]byte, []string, error) {
	l, err := m.dial(ctx)
	if err != nil {
		return nil, nil, err
	}
	defer l.hangUp()
	name, err := m.live(l)
	if err != nil || name == "" {
		return nil, nil, err
	}
	f, err := l.Open(path.Join(m.Path, releases, name, record))
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(f)
	return data, nil, err
}

// live returns the name of the release that readers see; empty when there is none.
func (m *Machine) live(l *line) (string, error) {
	at := path.Join(m.Path, current)
	if _, err := l.Lstat(at); errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	to, err := l.ReadLink(at)
	if err != nil {
		return "", fmt.Errorf("%s:%s is not a link of ours: move it away, or choose another path: %w", m.Host, at, err)
	}
	name := path.Base(path.Dir(to))
	if to != path.Join(releases, name, site) {
		return "", fmt.Errorf("%s:%s leads to %s, which is no release of ours: move it away, or choose another path", m.Host, at, to)
	}
	return name, nil
}

// Stage makes a release out of the one that stands, sharing its files.
func (m *Machine) Stage(ctx context.Context, c deploy.Changes) (deploy.Release, error) {
	l, err := m.dial(ctx)
	if err != nil {
		return nil, err
	}
	r := &release{machine: m, line: l, dir: path.Join(m.Path, releases, staging)}
	if err := r.begin(ctx); err != nil {
		l.hangUp()
		return nil, err
	}
	return r, nil
}

type release struct {
	machine *Machine
	line    *line
	dir     string
}

func (r *release) begin(ctx context.Context) error {
	m, l := r.machine, r.line
	if err := l.MkdirAll(path.Join(m.Path, releases)); err != nil {
		return fmt.Errorf("making %s:%s: %w", m.Host, path.Join(m.Path, releases), err)
	}
	if err := removeAll(l, r.dir); err != nil {
		return err
	}
	if err := l.Mkdir(r.dir); err != nil {
		return err
	}
	old, err := m.live(l)
	if err != nil {
		return err
	}
	to := path.Join(r.dir, site)
	if old == "" {
		return l.Mkdir(to)
	}
	from := path.Join(m.Path, releases, old, site)
	// A machine with a shell links a whole tree in one go; one that offers sftp
	// alone is asked file by file.
	if _, err := m.shell(ctx, nil, "cp -al -- "+quote(from)+" "+quote(to)); err == nil {
		return nil
	}
	if err := removeAll(l, to); err != nil {
		return err
	}
	return r.share(ctx, from, to)
}

// share links every file below from into to.
func (r *release) share(ctx context.Context, from, to string) error {
	var files []string
	w := r.line.Walk(from)
	for w.Step() {
		if err := errors.Join(w.Err(), ctx.Err()); err != nil {
			return err
		}
		rel := strings.TrimPrefix(strings.TrimPrefix(w.Path(), from), "/")
		switch {
		case w.Stat().IsDir():
			if err := r.line.MkdirAll(path.Join(to, rel)); err != nil {
				return err
			}
		case w.Stat().Mode().IsRegular():
			files = append(files, rel)
		}
	}
	return r.each(ctx, files, func(rel string) error {
		return r.line.Link(path.Join(from, rel), path.Join(to, rel))
	})
}

// each calls do for all names, several at a time, and stops at the first failure.
func (r *release) each(ctx context.Context, names []string, do func(string) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	next := make(chan string)
	var wg sync.WaitGroup
	for range max(r.machine.Parallel, 1) {
		wg.Go(func() {
			for name := range next {
				if ctx.Err() != nil {
					continue
				}
				if err := do(name); err != nil {
					cancel(fmt.Errorf("%s: %w", name, err))
				}
			}
		})
	}
	for _, name := range names {
		next <- name
	}
	close(next)
	wg.Wait()
	return context.Cause(ctx)
}

// shell runs a command on the machine.
func (m *Machine) shell(ctx context.Context, in io.Reader, command string) (string, error) {
	cmd := exec.CommandContext(ctx, "ssh", slices.Concat(m.flags(), []string{"--", m.Host, command})...)
	cmd.Stdin = in
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("on %s: %w: %s", m.Host, err, strings.TrimSpace(errs.String()))
	}
	return string(out), nil
}

// quote makes one word of s for a POSIX shell.
func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

// Send implements deploy.Release: by rsync where both ends have it, else by sftp.
func (r *release) Send(ctx context.Context, files []deploy.File, sent func(deploy.File)) error {
	if r.rsyncs(ctx) {
		return r.rsync(ctx, files, sent)
	}
	byPath := map[string]deploy.File{}
	var names []string
	folders := map[string]bool{}
	for _, f := range files {
		byPath[f.Path] = f
		names = append(names, f.Path)
		folders[path.Dir(f.Path)] = true
	}
	for dir := range folders {
		if err := r.line.MkdirAll(path.Join(r.dir, site, dir)); err != nil {
			return err
		}
	}
	var mu sync.Mutex
	return r.each(ctx, names, func(name string) error {
		f := byPath[name]
		data, err := f.Bytes()
		if err != nil {
			return err
		}
		if err := r.write(path.Join(r.dir, site, name), data); err != nil {
			return err
		}
		mu.Lock()
		defer mu.Unlock()
		sent(f)
		return nil
	})
}

// write makes a file anew: one that is shared with the release that stands is
// unlinked first.
func (r *release) write(name string, data []byte) error {
	if err := r.line.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	f, err := r.line.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL)
	if err != nil {
		return err
	}
	_, err = f.ReadFrom(bytes.NewReader(data))
	return errors.Join(err, f.Close())
}

// rsyncs reports whether rsync is there on both ends.
func (r *release) rsyncs(ctx context.Context) bool {
	if r.machine.Local == "" {
		return false
	}
	if _, err := exec.LookPath("rsync"); err != nil {
		return false
	}
	_, err := r.machine.shell(ctx, nil, "command -v rsync")
	return err == nil
}

// rsync sends files in one run. It writes each beside its place and renames it, so
// files shared with the release that stands are left alone there.
func (r *release) rsync(ctx context.Context, files []deploy.File, sent func(deploy.File)) error {
	var list bytes.Buffer
	for _, f := range files {
		// What is sent must be what was rendered; rsync itself looks at the folder only.
		if _, err := f.Bytes(); err != nil {
			return err
		}
		list.WriteString(f.Path + "\x00")
	}
	words := []string{"ssh"}
	for _, w := range r.machine.flags() {
		words = append(words, quote(w))
	}
	cmd := exec.CommandContext(ctx, "rsync", "--from0", "--files-from=-", "--ignore-times", "--whole-file", "--timeout=120",
		"--chmod=D755,F644", "-e", strings.Join(words, " "), "--", r.machine.Local+"/", r.machine.Host+":"+path.Join(r.dir, site)+"/")
	cmd.Stdin = &list
	var errs bytes.Buffer
	cmd.Stderr = &errs
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("rsync: %w: %s", err, strings.TrimSpace(errs.String()))
	}
	for _, f := range files {
		sent(f)
	}
	return nil
}

// Remove takes files out of the release, and folders that they leave empty.
func (r *release) Remove(ctx context.Context, paths []string) error {
	err := r.each(ctx, paths, func(name string) error {
		err := r.line.Remove(path.Join(r.dir, site, name))
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, name := range paths {
		for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
			if r.line.RemoveDirectory(path.Join(r.dir, site, dir)) != nil {
				break // not empty, or gone already
			}
		}
	}
	return nil
}

// Commit names the release and switches the link in one rename.
func (r *release) Commit(ctx context.Context, data []byte) error {
	m, l := r.machine, r.line
	rec, err := deploy.DecodeRecord(data)
	if err != nil {
		return err
	}
	if err := r.write(path.Join(r.dir, record), data); err != nil {
		return err
	}
	if err := l.Rename(r.dir, path.Join(m.Path, releases, rec.Release)); err != nil {
		return err
	}
	if err := m.show(l, rec.Release); err != nil {
		return err
	}
	defer l.hangUp()
	return m.prune(l, rec.Release)
}

// show makes readers see the release of that name.
func (m *Machine) show(l *line, name string) error {
	fresh := path.Join(m.Path, "."+current)
	if err := l.Remove(fresh); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := l.Symlink(path.Join(releases, name, site), fresh); err != nil {
		return err
	}
	return l.PosixRename(fresh, path.Join(m.Path, current))
}

// list returns the names of the releases that stand, oldest first.
func (m *Machine) list(l *line) ([]string, error) {
	entries, err := l.ReadDir(path.Join(m.Path, releases))
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() && e.Name() != staging && !strings.HasPrefix(e.Name(), ".") {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names) // names are times
	return names, nil
}

// prune removes the oldest releases, never the one that readers see.
func (m *Machine) prune(l *line, live string) error {
	names, err := m.list(l)
	if err != nil {
		return err
	}
	names = slices.DeleteFunc(names, func(n string) bool { return n == live })
	for len(names) > max(m.Keep, 2)-1 {
		if err := removeAll(l, path.Join(m.Path, releases, names[0])); err != nil {
			return err
		}
		names = names[1:]
	}
	return nil
}

// removeAll removes a tree; none is no error.
func removeAll(l *line, dir string) error {
	if _, err := l.Lstat(dir); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return l.RemoveAll(dir)
}

// Rollback shows the release before the one that readers see and returns its name.
func (m *Machine) Rollback(ctx context.Context) (string, error) {
	l, err := m.dial(ctx)
	if err != nil {
		return "", err
	}
	defer l.hangUp()
	now, err := m.live(l)
	if err != nil {
		return "", err
	}
	names, err := m.list(l)
	if err != nil {
		return "", err
	}
	i := slices.Index(names, now)
	if i < 1 {
		return "", errors.New("there is no earlier release to go back to")
	}
	return names[i-1], m.show(l, names[i-1])
}

// Abandon removes what nobody has seen.
func (r *release) Abandon(ctx context.Context) error {
	done := make(chan error, 1)
	go func() { done <- removeAll(r.line, r.dir) }()
	select {
	case err := <-done:
		r.line.hangUp()
		return err
	case <-ctx.Done():
	case <-time.After(30 * time.Second):
	}
	r.line.hangUp()
	return nil // the next deploy begins by removing it
}
