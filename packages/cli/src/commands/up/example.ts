/** Name of the run that `lateen up` shows. */
export const EXAMPLE_NAME: string = "example";

/** A run that needs no network: data from step to step, a group, a wait for a workload, a pause, a condition. */
export const EXAMPLE_RUN: string = `apiVersion: core.oam.dev/v1alpha1
kind: WorkflowRun
metadata:
  name: ${EXAMPLE_NAME}
  namespace: default
spec:
  context:
    team: harbour
  workflowSpec:
    steps:
      - name: greet
        type: print-message-in-status
        properties:
          message: Hello from a step that is a few lines of CUE
      - name: settings
        type: apply-object
        properties:
          value:
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: example-settings, namespace: default}
            data: {colour: "sea green"}
        outputs:
          - {name: colour, valueFrom: output.value.data.colour}
      - name: roll-out
        type: step-group
        subSteps:
          - name: web
            type: apply-deployment
            properties: {image: "example.com/web:1"}
          - name: worker
            type: apply-deployment
            properties: {image: "example.com/worker:1"}
      - name: catch-breath
        type: suspend
        properties: {duration: 2s}
      - name: report
        type: print-message-in-status
        inputs:
          - {from: colour, parameterKey: message}
      - name: never
        type: print-message-in-status
        if: context.team == "hangar"
        properties: {message: only for another team}
`;
