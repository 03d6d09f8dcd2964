package ssh

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"strings"

	"pressbox/internal/deploy"
)

// rsyncs reports whether rsync is there on both ends.
func (m *Machine) rsyncs(ctx context.Context) bool {
	if m.Local == "" {
		return false
	}
	if _, err := exec.LookPath("rsync"); err != nil {
		return false
	}
	_, err := m.shell(ctx, nil, "command -v rsync")
	return err == nil
}

// errOtherRsync says that the rsyncs of both ends, one of which may be another
// program of that name, and the shell between them, do not come to terms.
var errOtherRsync = errors.New("rsync does not work here")

// rsync sends files in one run. It writes each to the folder temporary and renames
// it, so files shared with the release that stands are left alone there, and half
// a file is never part of the release.
func (m *Machine) rsync(ctx context.Context, dir, temporary string, files []deploy.File, sent func(deploy.File)) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	// What is sent must be what was rendered, and rsync looks at the folder alone, in
	// which somebody may build meanwhile.
	if err := unchanged(files); err != nil {
		return err
	}
	var list bytes.Buffer
	byPath := map[string]deploy.File{}
	for _, f := range files {
		list.WriteString(f.Path + "\x00")
		byPath[f.Path] = f
	}
	words := []string{rsyncWord(m.program())}
	for _, w := range m.flags() {
		words = append(words, rsyncWord(w))
	}
	cmd := exec.CommandContext(ctx, "rsync", "--from0", "--files-from=-", "--ignore-times", "--whole-file", "--timeout=120",
		"--protect-args", "--8-bit-output", "--out-format=%n", "--chmod=D755,F644",
		"--temp-dir="+temporary, "-e", strings.Join(words, " "), "--", m.Local+"/", m.Host+":"+dir+"/")
	cmd.Stdin = &list
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	// A name is printed when the file begins, so the file before it is there.
	var last deploy.File
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if f, ok := byPath[lines.Text()]; ok {
			if last.Path != "" {
				sent(last)
			}
			last = f
		}
	}
	if err := errors.Join(lines.Err(), cmd.Wait()); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		var exit *exec.ExitError
		ended := err
		err = failed("rsync", err, said.String())
		if errors.As(ended, &exit) && slices.Contains([]int{1, 2, 4, 127}, exit.ExitCode()) {
			return fmt.Errorf("%w: %w", errOtherRsync, err)
		}
		// Its own exit statuses for lines that broke or fell silent, and that of ssh.
		if errors.As(ended, &exit) && slices.Contains([]int{10, 12, 30, 35, 255}, exit.ExitCode()) {
			return err
		}
		var broken *brokenLine
		if errors.As(err, &broken) {
			return broken.error
		}
		return err
	}
	if err := unchanged(files); err != nil {
		return err
	}
	for _, f := range files {
		sent(f)
	}
	return nil
}

// unchanged makes sure that files still are what the site was rendered to.
func unchanged(files []deploy.File) error {
	for _, f := range files {
		if _, err := f.Bytes(); err != nil {
			return err
		}
	}
	return nil
}

// rsyncWord quotes a word of the command that rsync splits by itself: within
// single quotes only a quote is special, and is doubled.
func rsyncWord(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
