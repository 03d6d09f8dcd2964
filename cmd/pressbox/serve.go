package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"pressbox/internal/preview"
	"pressbox/internal/site"
)

func (p *program) serveCommand() *cobra.Command {
	var bind string
	var port int
	var open, follow, poll bool
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "show the site, and reload it as files change",
		Long: `Serve shows the site in a browser while you write. Pages are made when they are
asked for, and browsers reload when a file changes. A problem is shown here and
over the page. What is broken stays as it was until it is mended; all else shows
what you save.`,
		Args: none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			opt, err := p.options()
			if err != nil {
				return err
			}
			if port < 0 || port > 65535 {
				return usage{fmt.Errorf("-p %d is no port; they end at 65535", port)}
			}
			spareMemory(servedMemory)
			listeners, err := listen(cmd.Context(), bind, port, !cmd.Flags().Changed("port"))
			if err != nil {
				return err
			}
			return p.serve(cmd.Context(), listeners, opt, preview.Options{Follow: follow, Poll: poll, Hosts: names(bind)}, open)
		},
	}
	cmd.Flags().IntVarP(&port, "port", "p", 8080, "the `port`; 0 takes any that is free")
	cmd.Flags().StringVar(&bind, "bind", "127.0.0.1", "the `address` to listen at; 0.0.0.0 lets others in your network see it")
	cmd.Flags().BoolVar(&open, "open", false, "open the site in a browser")
	cmd.Flags().BoolVar(&follow, "follow", false, "let the browser go to the post that was just saved")
	cmd.Flags().BoolVar(&poll, "poll", false, "look at the files every second, where the system does not tell of changes")
	return cmd
}

// names returns what a machine that listens at bind is called: by the one who typed
// it, by itself, and by its neighbours.
func names(bind string) []string {
	ip := net.ParseIP(bind)
	if ip.IsLoopback() {
		return nil
	}
	var all []string
	if ip == nil && bind != "" {
		all = append(all, bind)
	}
	if name, err := os.Hostname(); err == nil {
		all = append(all, name, name+".local")
	}
	return all
}

// listen opens the port, or, when the port is only the usual one, the next that is
// free. A preview on this machine answers at its address of the newer kind too,
// where there is one: browsers try either for localhost.
func listen(ctx context.Context, bind string, port int, usual bool) ([]net.Listener, error) {
	var first error
	for try := range 10 {
		l, err := new(net.ListenConfig).Listen(ctx, "tcp", net.JoinHostPort(bind, strconv.Itoa(port+try)))
		if err == nil && bind == "127.0.0.1" {
			at := l.Addr().(*net.TCPAddr).Port
			six, errSix := new(net.ListenConfig).Listen(ctx, "tcp6", net.JoinHostPort("::1", strconv.Itoa(at)))
			switch {
			case errSix == nil:
				return []net.Listener{l, six}, nil
			case !errors.Is(errSix, syscall.EADDRINUSE):
				return []net.Listener{l}, nil // a machine without
			}
			err = errors.Join(errSix, l.Close())
		} else if err == nil {
			return []net.Listener{l}, nil
		}
		if first == nil {
			first = err
		}
		if !usual || !errors.Is(err, syscall.EADDRINUSE) {
			break
		}
	}
	if errors.Is(first, syscall.EADDRINUSE) || errors.Is(first, syscall.EACCES) {
		return nil, fmt.Errorf("%w; choose another port with -p", first)
	}
	return nil, fmt.Errorf("%w; --bind takes an address of this machine", first)
}

// serve previews the site until ctx ends.
func (p *program) serve(ctx context.Context, listeners []net.Listener, opt site.Options, how preview.Options, open bool) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	l := listeners[0]
	defer func() {
		for _, l := range listeners {
			l.Close()
		}
	}()
	now := opt.Now
	how.Site = opt
	how.Clock = p.clock
	if p.now != "" {
		how.Clock, how.AsOf = func() time.Time { return now }, true
	}
	how.Loaded = p.loaded
	how.Warn = func(text string) { fmt.Fprintln(p.stderr, "pressbox:", text) }
	server, err := preview.New(ctx, how)
	switch {
	case ctx.Err() != nil:
		return nil // Ctrl-C is how every preview ends
	case err != nil:
		return err
	}

	cfg, _, err := p.config() // its problems are among those of the first look
	if err != nil {
		return err
	}
	address := "http://" + visible(l.Addr().(*net.TCPAddr)) + cfg.BaseURL.Path
	fmt.Fprintf(p.stdout, "%s  (Ctrl-C stops)\n", address)
	if open {
		p.open(ctx, address)
	}
	web := &http.Server{
		Handler:           server,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       time.Minute, // of a request; its answer may be a stream
		IdleTimeout:       2 * time.Minute,
		BaseContext:       func(net.Listener) context.Context { return ctx },
		ErrorLog:          log.New(p.stderr, "pressbox: ", 0),

		DisableGeneralOptionsHandler: true, // it asks no guard
	}
	failed := make(chan error, 1+len(listeners))
	go func() { failed <- server.Run(ctx) }()
	for _, l := range listeners {
		go func() { failed <- web.Serve(l) }()
	}
	select {
	case err = <-failed:
	case <-ctx.Done():
	}
	stop()
	// The event streams never end by themselves, so nobody is waited for.
	if closing := web.Close(); err == nil {
		err = closing
	}
	if errors.Is(err, http.ErrServerClosed) || errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// loaded says how a look at the folder went.
func (p *program) loaded(l preview.Load) {
	if l.Failure != nil {
		fmt.Fprintln(p.stderr, "pressbox:", l.Failure)
		return
	}
	failed := p.report(p.stderr, l.Problems) != nil
	switch {
	case failed:
		p.say("the last good pages stay up until this is mended")
	case len(l.Changed) > 0:
		p.say(fmt.Sprintf("%s, loaded in %s", changed(l.Changed), l.Took.Round(time.Millisecond)))
	}
}

// changed names what was saved.
func changed(paths []string) string {
	if len(paths) == 1 {
		return paths[0]
	}
	return fmt.Sprintf("%s and %d more", paths[0], len(paths)-1)
}

// visible returns an address as it is typed into a browser on this machine.
func visible(a *net.TCPAddr) string {
	if a.IP.IsUnspecified() {
		return net.JoinHostPort("localhost", strconv.Itoa(a.Port))
	}
	return a.String()
}

// open shows an address in the user's browser. That there is none is no reason to stop.
func (p *program) open(ctx context.Context, address string) {
	command := []string{"xdg-open", address}
	switch runtime.GOOS {
	case "darwin":
		command[0] = "open"
	case "windows":
		command = []string{"rundll32", "url.dll,FileProtocolHandler", address}
	}
	// A browser that this opens stays when the preview ends.
	cmd := exec.CommandContext(context.WithoutCancel(ctx), command[0], command[1:]...)
	detach(cmd)
	if err := cmd.Start(); err != nil {
		p.say("no browser could be opened: " + err.Error())
		return
	}
	go cmd.Wait()
}
