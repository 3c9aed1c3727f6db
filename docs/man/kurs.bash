# bash completion of kurs
_kurs()
{
    local word=${COMP_WORDS[COMP_CWORD]}
    if [ "$COMP_CWORD" -eq 1 ]; then
        COMPREPLY=($(compgen -W "help window fly propagate serve watch" -- "$word"))
        return
    fi
    case ${COMP_WORDS[1]} in
    window) local options="--help --from --to --site --rocket --spacecraft --profile --object --station-burn --burns --scrub --landing-day --reboost --launch-day --burn-from --burn-to --zone --countdown --plot --catalogue --box --span --no-checksum --json" ;;
    fly) local options="--help --out --json --picture --quiet --until --escape-map" ;;
    propagate) local options="--help --out --from --to --step --model --frame --gravity --no-drag --fit-drag --space-weather --no-checksum --eop --weather --format --json --quiet" ;;
    serve) local options="--help --port --bind --hosts --tls-cert --tls-key --tokens --missions --records --record --openmct --log --at --rate --paused --new-token --new-password" ;;
    watch) local options="--help --connect --flight --token-file --ca --at --rate --paused --missions --once --size" ;;
    esac
    COMPREPLY=($(compgen -W "$options" -- "$word") $(compgen -f -- "$word"))
}
complete -F _kurs kurs
