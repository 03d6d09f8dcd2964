package publish

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"pressbox/internal/digest"
)

// A state is what .pressbox/ remembers of one output folder: its record, its
// journal and its lock.
type state struct {
	root *os.Root // .pressbox
	out  string   // the output folder as remembered: from the site's folder if it lies there
	name string   // ending of the files' names
}

// openState opens .pressbox/ in the site's folder; with create it is made.
func openState(dir, out string, create bool) (*state, error) {
	out, err := outName(dir, out)
	if err != nil {
		return nil, err
	}
	top, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer top.Close()
	if create {
		if err := top.Mkdir(".pressbox", 0o777); err == nil {
			// A new folder of state keeps itself out of version control.
			if err := top.WriteFile(".pressbox/.gitignore", []byte("*\n"), 0o666); err != nil {
				return nil, err
			}
		} else if !errors.Is(err, fs.ErrExist) {
			return nil, fmt.Errorf("%w; the site's folder has to be writable, for what is published is noted in .pressbox/ there", err)
		}
	}
	root, err := top.OpenRoot(".pressbox")
	if err != nil {
		return nil, err
	}
	return &state{root: root, out: out, name: digest.Of([]byte(out)).Short()}, nil
}

// outName names an output folder so that the name survives moving the site.
func outName(dir, out string) (string, error) {
	out, err := realPath(out)
	if err != nil {
		return "", err
	}
	dir, err = realPath(dir)
	if err != nil {
		return "", err
	}
	if within(dir, out) {
		if out, err = filepath.Rel(dir, out); err != nil {
			return "", err
		}
	}
	return filepath.ToSlash(out), nil
}

func (s *state) close() { s.root.Close() }

// lock waits until no other build writes to the folder.
func (s *state) lock(ctx context.Context, wait time.Duration, waiting func()) (unlock func(), err error) {
	file, err := s.root.OpenFile("lock-"+s.name, os.O_CREATE|os.O_RDWR, 0o666)
	if err != nil {
		return nil, err
	}
	const pause = 50 * time.Millisecond
	for waited := time.Duration(0); ; waited += pause {
		ok, err := tryLock(file)
		if err != nil {
			file.Close()
			return nil, &fs.PathError{Op: "lock", Path: file.Name(), Err: err}
		}
		if ok {
			// The lock ends with the file; the file stays, since removing it
			// would let two builds hold two locks of one name.
			return func() { file.Close() }, nil
		}
		if waited >= wait {
			file.Close()
			return nil, ErrBusy
		}
		if waited == 0 && waiting != nil {
			waiting()
		}
		select {
		case <-ctx.Done():
			file.Close()
			return nil, ctx.Err()
		case <-time.After(pause):
		}
	}
}

// write replaces a file of the state as a whole.
func (s *state) write(name string, content []byte) error {
	return s.writeWith(name, func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	})
}

// writeWith is write for those who have the content in pieces.
func (s *state) writeWith(name string, write func(io.Writer) error) error {
	file, err := s.root.OpenFile(name+".new", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	err = write(file)
	if err == nil {
		err = file.Sync()
	}
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = s.root.Rename(name+".new", name)
	}
	if err != nil {
		s.root.Remove(name + ".new")
	}
	return err
}

// now is the time of the file system that holds the state.
func (s *state) now() (int64, error) {
	file, err := s.root.OpenFile("clock-"+s.name, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o666)
	if err != nil {
		return 0, err
	}
	defer file.Close()
	if _, err := file.WriteString("\n"); err != nil {
		return 0, err
	}
	info, err := file.Stat()
	if err != nil {
		return 0, err
	}
	return info.ModTime().UnixNano(), nil
}
