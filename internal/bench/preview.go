package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The cases of a preview, in the order in which they are run.
const (
	firstCold  = "first page, nothing remembered"
	firstWarm  = "first page"
	savedBody  = "save of a body"
	savedTitle = "save of a title"
	savedTag   = "save of a new tag"
)

// previews returns them in that order.
func previews() []string { return []string{firstCold, firstWarm, savedBody, savedTitle, savedTag} }

// saves is how often a post is saved in each way while one preview runs.
const saves = 5

// preview measures what a writer waits for: from the start to the first page, and
// from a save to the page that shows it. It leaves the post as it was.
func (b *bench) preview(r *row) error {
	if err := os.RemoveAll(filepath.Join(r.site, ".pressbox")); err != nil { // Hugo keeps nothing
		return err
	}
	w := writer{dir: r.site}
	post := b.edited()
	name := "content/posts/" + post.path()
	for _, first := range []string{firstCold, firstWarm} {
		s, err := startServer(r, "/"+strings.TrimSuffix(post.path(), ".md")+"/")
		if err != nil {
			return err
		}
		costs := map[string][]measure{}
		err = func() error {
			m, err := s.until("</html>", func() error { return nil })
			if err != nil {
				return err
			}
			m.wall = time.Since(s.started)
			m.cpu = spent(s.cmd.Process.Pid)
			costs[first] = append(costs[first], m)
			if first == firstCold {
				return nil
			}
			for i := range 3 * saves {
				p, mark := *post, fmt.Sprintf("save-%d-of-this-preview", i)
				kind := []string{savedBody, savedTitle, savedTag}[i/saves]
				switch kind {
				case savedBody:
					p.body += "\n" + mark + ".\n"
				case savedTitle:
					p.title = mark
				case savedTag:
					p.tags = append(slices.Clone(p.tags), mark)
				}
				s.rest()
				m, err := s.until(mark, func() error {
					w.file(name, r.docs(&p))
					return w.err
				})
				if err != nil {
					return err
				}
				costs[kind] = append(costs[kind], m)
			}
			return nil
		}()
		memory := s.stop()
		if err != nil {
			return fmt.Errorf("%w\n%s", err, tail(s.out.Bytes()))
		}
		for kind, runs := range costs {
			for _, m := range runs {
				m.memory = memory
				r.cost[kind] = append(r.cost[kind], m)
			}
		}
	}
	w.file(name, r.docs(post))
	return w.err
}

// A server is a preview that runs.
type server struct {
	cmd     *exec.Cmd
	page    string // the address of the page that is looked at
	started time.Time
	out     bytes.Buffer
	ended   chan struct{} // closed when it has ended
}

func startServer(r *row, path string) (*server, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	port := strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
	l.Close()
	s := &server{cmd: r.serve(port), page: "http://127.0.0.1:" + port + path, ended: make(chan struct{})}
	s.cmd.Dir, s.cmd.Stdout, s.cmd.Stderr = r.site, &s.out, &s.out
	s.started = time.Now()
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		s.cmd.Wait() // how it ended does not matter: it is interrupted, or missed
		close(s.ended)
	}()
	return s, nil
}

// until does something and measures until the page has a text in it.
func (s *server) until(text string, do func() error) (measure, error) {
	before, start := spent(s.cmd.Process.Pid), time.Now()
	if err := do(); err != nil {
		return measure{}, err
	}
	for time.Since(start) < 5*time.Minute {
		if res, err := http.Get(s.page); err == nil {
			body, err := io.ReadAll(res.Body)
			res.Body.Close()
			if err == nil && res.StatusCode == http.StatusOK && bytes.Contains(body, []byte(text)) {
				return measure{cpu: spent(s.cmd.Process.Pid) - before, wall: time.Since(start)}, nil
			}
		}
		select {
		case <-s.ended:
			return measure{}, errors.New("the server ended by itself")
		case <-time.After(2 * time.Millisecond):
		}
	}
	return measure{}, fmt.Errorf("%s never had %q in it", s.page, text)
}

// rest waits until the server does nothing, so that what it does after an answer is
// not counted to the next.
func (s *server) rest() {
	for range 100 {
		before := spent(s.cmd.Process.Pid)
		time.Sleep(100 * time.Millisecond)
		if spent(s.cmd.Process.Pid)-before < time.Millisecond {
			return
		}
	}
}

// stop ends the server and returns the most memory that it had, in bytes.
func (s *server) stop() int64 {
	memory := highest(s.cmd.Process.Pid)
	s.cmd.Process.Signal(os.Interrupt)
	<-s.ended
	return memory
}
