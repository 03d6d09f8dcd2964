package deploy_test

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"pressbox/internal/deploy"
)

// A cut ends a host in the middle of a deploy, as a power cut does: the step number
// left fails, before or after it has done its work, and so does all that comes
// later. A step is whatever writes.
type cut struct {
	mu    sync.Mutex
	left  int
	after bool
	gone  bool

	dir string // of the files by which a program that is cut off counts; empty when steps are calls
}

// began is told that a place is opened whose steps a program counts, by files in
// dir.
func began(t *testing.T, dir string, c *cut) {
	t.Helper()
	for _, name := range []string{"left", "gone"} {
		if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	c.dir = dir
	write(t, filepath.Join(dir, "left"), fmt.Sprintf("%d %v\n", c.left, c.after))
}

// off reports whether the power is gone.
func (c *cut) off() bool {
	if c.dir != "" {
		_, err := os.Stat(filepath.Join(c.dir, "gone"))
		return err == nil
	}
	return c.gone
}

var errCut = errors.New("the power is gone")

func (c *cut) step(do func() error) error {
	if c == nil {
		return do()
	}
	c.mu.Lock()
	if c.gone {
		c.mu.Unlock()
		return errCut
	}
	c.left--
	last := c.left < 0
	c.gone = last
	c.mu.Unlock()
	if last && !c.after {
		return errCut
	}
	err := do()
	if last {
		return errCut
	}
	return err
}

// A cutStore is a store that can be cut off.
type cutStore struct {
	deploy.Store
	cut *cut
}

func (s cutStore) Put(ctx context.Context, f deploy.File) error {
	return s.cut.step(func() error { return s.Store.Put(ctx, f) })
}

func (s cutStore) Delete(ctx context.Context, names []string) error {
	// A store may have come through a part of them.
	for _, name := range names {
		if err := s.cut.step(func() error { return s.Store.Delete(ctx, []string{name}) }); err != nil {
			return err
		}
	}
	return nil
}

// A cutDisk is a disk that can be cut off.
type cutDisk struct {
	deploy.Disk
	cut *cut
}

func (d cutDisk) WriteFile(ctx context.Context, name string, data []byte) error {
	return d.cut.step(func() error { return d.Disk.WriteFile(ctx, name, data) })
}

func (d cutDisk) Link(ctx context.Context, to, name string) error {
	return d.cut.step(func() error { return d.Disk.Link(ctx, to, name) })
}

func (d cutDisk) Rename(ctx context.Context, from, to string) error {
	return d.cut.step(func() error { return d.Disk.Rename(ctx, from, to) })
}

func (d cutDisk) MkdirAll(ctx context.Context, dir string) error {
	return d.cut.step(func() error { return d.Disk.MkdirAll(ctx, dir) })
}

func (d cutDisk) Share(ctx context.Context, from, to string) error {
	return d.cut.step(func() error { return d.Disk.Share(ctx, from, to) })
}

func (d cutDisk) RemoveAll(ctx context.Context, dir string) error {
	return d.cut.step(func() error { return d.Disk.RemoveAll(ctx, dir) })
}

func (d cutDisk) Send(ctx context.Context, dir string, files []deploy.File, sent func(deploy.File)) error {
	half := min(len(files), 2)
	for _, some := range [][]deploy.File{files[:half], files[half:]} {
		if len(some) == 0 {
			continue
		}
		if err := d.cut.step(func() error { return d.Disk.Send(ctx, dir, some, sent) }); err != nil {
			return err
		}
	}
	return nil
}

func (d cutDisk) Remove(ctx context.Context, dir string, paths []string) error {
	return d.cut.step(func() error { return d.Disk.Remove(ctx, dir, paths) })
}

// cutGit returns a git that counts the commands that change something. Its files
// lie in dir.
func cutGit(t *testing.T, dir string) string {
	t.Helper()
	name := filepath.Join(dir, "git")
	write(t, name, `#!/bin/sh
dir="${0%/*}"
if [ -e "$dir/gone" ]; then
	echo "the power is gone" >&2
	exit 1
fi
if [ -e "$dir/left" ]; then
	for word; do
		case "$word" in init|fetch|fast-import|commit-tree|push|update-ref|gc)
			read left after <"$dir/left"
			if [ "$left" -gt 0 ]; then
				echo "$((left - 1)) $after" >"$dir/left"
				break
			fi
			: >"$dir/gone"
			if [ "$after" = true ]; then git "$@" >/dev/null 2>&1; fi
			exit 1
		esac
	done
fi
exec git "$@"
`)
	if err := os.Chmod(name, 0o755); err != nil {
		t.Fatal(err)
	}
	return name
}

// cutSSH returns an ssh that counts the requests of sftp that write. Its files lie
// in dir.
func cutSSH(t *testing.T, dir string) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, filepath.Join(dir, brittle)); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "ssh")
	write(t, name, `#!/bin/sh
dir="${0%/*}"
if [ -e "$dir/gone" ]; then
	echo "the power is gone" >&2
	exit 255
fi
for word; do
	if [ "$word" = -s ]; then exec "$dir/`+brittle+`" "$@"; fi
done
exec ssh "$@"
`)
	if err := os.Chmod(name, 0o755); err != nil {
		t.Fatal(err)
	}
	return name
}

// brittle is the name by which this test is a session of sftp that can be cut off.
const brittle = "brittle-sftp"

// asSFTP is that session. It returns its exit status.
func asSFTP(dir string) int {
	cmd := exec.Command("ssh", os.Args[1:]...)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return 255
	}
	out, err := cmd.StdoutPipe()
	if err != nil || cmd.Start() != nil {
		return 255
	}
	defer cmd.Wait()
	defer cmd.Process.Kill()
	// One request is on its way at a time, so its answer is the next.
	for {
		request, err := packet(os.Stdin)
		if err != nil {
			return 0
		}
		var answer []byte
		pass := func() {
			if _, err = in.Write(request); err == nil {
				answer, err = packet(out)
			}
		}
		if !writes(request) {
			pass()
		} else if step(dir, pass) {
			return 255
		}
		if err != nil {
			return 255
		}
		if _, err := os.Stdout.Write(answer); err != nil {
			return 0
		}
	}
}

// step does something, and reports whether the power went meanwhile.
func step(dir string, do func()) (gone bool) {
	if _, err := os.Stat(filepath.Join(dir, "gone")); err == nil {
		return true
	}
	var left int
	var after bool
	text, err := os.ReadFile(filepath.Join(dir, "left"))
	if err != nil {
		do()
		return false
	}
	if _, err := fmt.Sscan(string(text), &left, &after); err != nil {
		return true
	}
	if left > 0 {
		do()
		return os.WriteFile(filepath.Join(dir, "left"), fmt.Appendln(nil, left-1, after), 0o644) != nil
	}
	if after {
		do()
	}
	if err := os.WriteFile(filepath.Join(dir, "gone"), nil, 0o644); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	return true
}

// packet reads a packet of sftp, which begins with its length.
func packet(r io.Reader) ([]byte, error) {
	data := make([]byte, 4)
	if _, err := io.ReadFull(r, data); err != nil {
		return nil, err
	}
	data = append(data, make([]byte, binary.BigEndian.Uint32(data))...)
	_, err := io.ReadFull(r, data[4:])
	return data, err
}

// writes reports whether a request of sftp changes something: it opens a file to
// write it, writes, sets attributes, removes, makes, renames or links.
func writes(request []byte) bool {
	const open, write, setstat, fsetstat, remove, mkdir, rmdir, rename, symlink, extended = 3, 6, 9, 10, 13, 14, 15, 18, 20, 200
	switch request[4] {
	case open:
		name := binary.BigEndian.Uint32(request[9:])
		const toWrite, create, truncate = 0x2, 0x8, 0x10
		return binary.BigEndian.Uint32(request[13+name:])&(toWrite|create|truncate) != 0
	case write, setstat, fsetstat, remove, mkdir, rmdir, rename, symlink, extended:
		return true
	}
	return false
}
