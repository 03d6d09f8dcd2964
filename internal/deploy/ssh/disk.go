package ssh

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	"sync"
	"syscall"

	"github.com/pkg/sftp"

	"pressbox/internal/deploy"
	"pressbox/internal/digest"
)

// at returns the machine's own name of a file.
func (d *disk) at(names ...string) string {
	return path.Join(d.machine.Path, path.Join(names...))
}

// about says what an error is about, which servers mostly do not.
func about(name string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", name, err)
}

// lost marks an error that means a broken connection as worth another try. A
// connection that is silent is ended by ssh itself.
func lost(err error) error {
	if errors.Is(err, sftp.ErrSSHFxConnectionLost) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, io.ErrClosedPipe) || errors.Is(err, syscall.EPIPE) || errors.Is(err, os.ErrClosed) {
		return &brokenLine{err}
	}
	return err
}

// until calls do and returns early when ctx ends: sftp knows no deadlines.
func (d *disk) until(ctx context.Context, do func(*line) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := d.redial(ctx); err != nil {
		return err
	}
	l := d.line
	stop := context.AfterFunc(ctx, func() { l.cmd.Process.Kill() })
	err := do(l)
	if !stop() {
		<-l.gone
	}
	if err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	broken := lost(err)
	if broken != err {
		// ssh may take its time to end after its connection has; the next call must
		// not take it for alive.
		l.cmd.Process.Kill()
		<-l.gone
	}
	return broken
}

// redial makes a new connection if the one there was is gone.
func (d *disk) redial(ctx context.Context) error {
	if d.line != nil {
		select {
		case <-d.line.gone:
		default:
			return nil
		}
	}
	d.Close()
	var err error
	d.line, err = d.machine.call(ctx)
	return err
}

func (d *disk) ReadFile(ctx context.Context, name string) (data []byte, err error) {
	err = d.until(ctx, func(l *line) error {
		data, err = read(l, d.at(name))
		return err
	})
	return data, err
}

func read(l *line, name string) ([]byte, error) {
	f, err := l.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var b bytes.Buffer
	_, err = f.WriteTo(&b)
	return b.Bytes(), err
}

func (d *disk) WriteFile(ctx context.Context, name string, data []byte) error {
	return d.until(ctx, func(l *line) error { return about(d.at(name), create(l, d.at(name), data)) })
}

// create writes a file that is not there yet.
func create(l *line, name string, data []byte) error {
	f, err := l.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL)
	if err != nil {
		return err
	}
	_, err = f.ReadFrom(bytes.NewReader(data))
	return errors.Join(err, f.Close())
}

func (d *disk) ReadLink(ctx context.Context, name string) (to string, err error) {
	err = d.until(ctx, func(l *line) error {
		if _, err := l.Lstat(d.at(name)); err != nil {
			return err
		}
		to, err = l.ReadLink(d.at(name))
		return err
	})
	return to, err
}

func (d *disk) Link(ctx context.Context, to, name string) error {
	return d.until(ctx, func(l *line) error {
		fresh := d.at(path.Dir(name), "."+path.Base(name))
		if err := l.Remove(fresh); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if err := l.Symlink(to, fresh); err != nil {
			return about(fresh, err)
		}
		return about(d.at(name), l.PosixRename(fresh, d.at(name)))
	})
}

func (d *disk) Rename(ctx context.Context, from, to string) error {
	return d.until(ctx, func(l *line) error { return about(d.at(from), l.Rename(d.at(from), d.at(to))) })
}

func (d *disk) Folders(ctx context.Context, dir string) (names []string, err error) {
	err = d.until(ctx, func(l *line) error {
		entries, err := l.ReadDir(d.at(dir))
		for _, e := range entries {
			if e.IsDir() {
				names = append(names, e.Name())
			}
		}
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return names, err
}

func (d *disk) MkdirAll(ctx context.Context, dir string) error {
	return d.until(ctx, func(l *line) error { return about(d.at(dir), l.MkdirAll(d.at(dir))) })
}

// RemoveAll asks a shell, and file by file if there is none.
func (d *disk) RemoveAll(ctx context.Context, dir string) error {
	err := d.until(ctx, func(l *line) error {
		_, err := l.Lstat(d.at(dir))
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if _, err := d.machine.shell(ctx, nil, "rm -rf -- "+quote(d.at(dir))); err == nil {
		return nil
	}
	return d.until(ctx, func(l *line) error { return l.RemoveAll(d.at(dir)) })
}

// Share asks a shell for the whole tree at once, and file by file if there is none.
func (d *disk) Share(ctx context.Context, from, to string) error {
	if _, err := d.machine.shell(ctx, nil, "cp -al -- "+quote(d.at(from))+" "+quote(d.at(to))); err == nil {
		return nil
	}
	return d.until(ctx, func(l *line) error {
		if _, err := l.Lstat(d.at(to)); err == nil { // half a copy
			if err := l.RemoveAll(d.at(to)); err != nil {
				return err
			}
		}
		var files []string
		w := l.Walk(d.at(from))
		for w.Step() {
			if err := errors.Join(w.Err(), ctx.Err()); err != nil {
				return err
			}
			rel := strings.TrimPrefix(w.Path(), d.at(from))
			switch mode := w.Stat().Mode(); {
			case mode.IsDir():
				if err := l.MkdirAll(d.at(to) + rel); err != nil {
					return err
				}
			case mode.IsRegular():
				files = append(files, rel)
			case mode.Type() == fs.ModeSymlink:
				leads, err := l.ReadLink(w.Path())
				if err != nil {
					return err
				}
				if err := l.Symlink(leads, d.at(to)+rel); err != nil {
					return err
				}
			}
		}
		return deploy.Each(ctx, d.machine.Parallel, files, func(_ context.Context, rel string) error {
			err := l.Link(d.at(from)+rel, d.at(to)+rel)
			if err == nil || lost(err) != err {
				return err
			}
			data, err := read(l, d.at(from)+rel) // a server without links
			if err != nil {
				return err
			}
			return create(l, d.at(to)+rel, data)
		})
	})
}

// links returns the folders on the way to files below dir that are links, or lie
// below one: what is done there would be done wherever they lead.
func (d *disk) links(ctx context.Context, l *line, dir string, files []string) (map[string]bool, error) {
	levels := map[int][]string{}
	known := map[string]bool{}
	for _, name := range files {
		for at := path.Join(dir, path.Dir(name)); at != "." && !known[at]; at = path.Dir(at) {
			known[at] = true
			depth := strings.Count(at, "/")
			levels[depth] = append(levels[depth], at)
		}
	}
	var mu sync.Mutex
	folders, linked := map[string]bool{".": true}, map[string]bool{}
	for _, depth := range slices.Sorted(maps.Keys(levels)) {
		err := deploy.Each(ctx, d.machine.Parallel, levels[depth], func(_ context.Context, at string) error {
			mu.Lock()
			folder, link := folders[path.Dir(at)], linked[path.Dir(at)]
			mu.Unlock()
			if folder {
				info, err := l.Lstat(d.at(at))
				if err != nil && !errors.Is(err, fs.ErrNotExist) {
					return err
				}
				folder = err == nil && info.IsDir()
				link = err == nil && info.Mode()&fs.ModeSymlink != 0
			}
			mu.Lock()
			defer mu.Unlock()
			folders[at], linked[at] = folder, link
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	maps.DeleteFunc(linked, func(_ string, link bool) bool { return !link })
	return linked, nil
}

// ownWay refuses to go on where a link would lead away from the folder dir.
func (d *disk) ownWay(ctx context.Context, dir string, files []string) error {
	return d.until(ctx, func(l *line) error {
		linked, err := d.links(ctx, l, dir, files)
		for _, at := range slices.Sorted(maps.Keys(linked)) {
			return fmt.Errorf("%s is a link, and what is done below it would be done elsewhere: remove it and deploy again", d.at(at))
		}
		return err
	})
}

// Send sends by rsync where both ends have it, else by sftp. What was sent before
// a connection broke is not sent again.
func (d *disk) Send(ctx context.Context, dir string, files []deploy.File, sent func(deploy.File)) error {
	var mu sync.Mutex
	there := map[string]bool{}
	count := func(f deploy.File) {
		mu.Lock()
		defer mu.Unlock()
		if !there[f.Path] {
			there[f.Path] = true
			sent(f)
		}
	}
	var names []string
	for _, f := range files {
		names = append(names, f.Path)
	}
	if err := d.ownWay(ctx, dir, names); err != nil {
		return err
	}
	if !d.asked {
		d.asked, d.rsyncs = true, d.machine.rsyncs(ctx)
	}
	rsync := d.rsyncs
	temporary := path.Join(path.Dir(dir), "tmp")
	if rsync {
		if err := d.MkdirAll(ctx, temporary); err != nil {
			return err
		}
	}
	err := d.machine.again(ctx, func() error {
		if err := d.redial(ctx); err != nil {
			return err
		}
		left := slices.DeleteFunc(slices.Clone(files), func(f deploy.File) bool { return there[f.Path] })
		if d.rsyncs {
			err := d.machine.rsync(ctx, d.at(dir), d.at(temporary), left, count)
			if !errors.Is(err, errOtherRsync) {
				return err
			}
			d.rsyncs = false
			left = slices.DeleteFunc(left, func(f deploy.File) bool { return there[f.Path] })
		}
		return d.until(ctx, func(l *line) error { return d.put(ctx, l, d.at(dir), left, count) })
	})
	if err != nil || !rsync {
		return err
	}
	err = d.until(ctx, func(l *line) error { return l.RemoveDirectory(d.at(temporary)) })
	if err != nil { // left by a connection that broke
		return d.RemoveAll(ctx, temporary)
	}
	return nil
}

func (d *disk) put(ctx context.Context, l *line, dir string, files []deploy.File, sent func(deploy.File)) error {
	folders := map[string]bool{}
	for _, f := range files {
		folders[path.Dir(f.Path)] = true
	}
	for _, folder := range slices.Sorted(maps.Keys(folders)) {
		if err := l.MkdirAll(path.Join(dir, folder)); err != nil {
			return about(path.Join(dir, folder), err)
		}
	}
	return deploy.Each(ctx, d.machine.Parallel, files, func(_ context.Context, f deploy.File) error {
		data, err := f.Bytes()
		if err != nil {
			return err
		}
		// One that is shared with the release that stands is unlinked first.
		name := path.Join(dir, f.Path)
		if err := l.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if err := create(l, name, data); err != nil {
			return about(name, err)
		}
		sent(f)
		return nil
	})
}

// Remove takes away files, and folders that they leave empty.
func (d *disk) Remove(ctx context.Context, dir string, paths []string) error {
	if err := d.ownWay(ctx, dir, paths); err != nil {
		return err
	}
	return d.until(ctx, func(l *line) error {
		err := deploy.Each(ctx, d.machine.Parallel, paths, func(_ context.Context, name string) error {
			_, err := l.Lstat(d.at(dir, name))
			if err == nil {
				err = l.Remove(d.at(dir, name))
			}
			if errors.Is(err, fs.ErrNotExist) || err != nil && lost(err) == err && !stands(l, d.at(dir, name)) {
				return nil
			}
			return err
		})
		if err != nil {
			return err
		}
		for _, name := range paths {
			for folder := path.Dir(name); folder != "."; folder = path.Dir(folder) {
				if l.RemoveDirectory(d.at(dir, folder)) != nil {
					break // not empty, or gone already
				}
			}
		}
		return nil
	})
}

// stands reports whether anything has that name. Asking for a file below one that
// is no folder fails in ways that tell little.
func stands(l *line, name string) bool {
	for dir := path.Dir(name); dir != "/" && dir != "."; dir = path.Dir(dir) {
		if info, err := l.Lstat(dir); err == nil {
			if !info.IsDir() {
				return false
			}
			break
		}
	}
	_, err := l.Lstat(name)
	return !errors.Is(err, fs.ErrNotExist)
}

// Holds compares digests that the machine computes, or reads the files if it runs
// no commands.
func (d *disk) Holds(ctx context.Context, dir string, files []deploy.File) ([]deploy.State, error) {
	states := make([]deploy.State, len(files))
	var alike []int // of the right size
	var mu sync.Mutex
	indexes, names := make([]int, len(files)), make([]string, len(files))
	for i, f := range files {
		indexes[i], names[i] = i, f.Path
	}
	err := d.until(ctx, func(l *line) error {
		linked, err := d.links(ctx, l, dir, names)
		if err != nil {
			return err
		}
		return deploy.Each(ctx, d.machine.Parallel, indexes, func(_ context.Context, i int) error {
			if linked[path.Join(dir, path.Dir(files[i].Path))] {
				states[i] = deploy.Other
				return nil
			}
			info, err := l.Lstat(d.at(dir, files[i].Path))
			switch {
			case err != nil && lost(err) != err:
				return err
			case errors.Is(err, fs.ErrNotExist):
				return nil
			case err != nil, !info.Mode().IsRegular(), info.Size() != files[i].Size:
				states[i] = deploy.Other
				return nil
			}
			mu.Lock()
			defer mu.Unlock()
			alike = append(alike, i)
			return nil
		})
	})
	if err != nil || len(alike) == 0 {
		return states, err
	}
	sums, err := d.sums(ctx, d.at(dir), files, alike)
	if err != nil {
		return nil, err
	}
	for _, i := range alike {
		states[i] = deploy.Other
		if sums[files[i].Path] == files[i].Sum {
			states[i] = deploy.Equal
		}
	}
	return states, nil
}

func (d *disk) sums(ctx context.Context, dir string, files []deploy.File, which []int) (map[string]digest.Digest, error) {
	sums := map[string]digest.Digest{}
	var names bytes.Buffer
	for _, i := range which {
		names.WriteString("./" + files[i].Path + "\x00")
	}
	if out, err := d.machine.shell(ctx, names.Bytes(), "cd "+quote(dir)+" && xargs -0 sha256sum --"); err == nil {
		for line := range strings.Lines(out) {
			sum, name, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "  ./")
			if b, err := hex.DecodeString(sum); err == nil && len(b) == len(digest.Digest{}) {
				sums[name] = digest.Digest(b)
			}
		}
		return sums, nil
	}
	var mu sync.Mutex
	err := d.until(ctx, func(l *line) error {
		return deploy.Each(ctx, d.machine.Parallel, which, func(_ context.Context, i int) error {
			data, err := read(l, path.Join(dir, files[i].Path))
			mu.Lock()
			defer mu.Unlock()
			sums[files[i].Path] = digest.Of(data)
			return err
		})
	})
	return sums, err
}
